import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = () => readFileSync(join(import.meta.dirname, '../../docs/table.md'), 'utf8');

/** The operations that docs/table.md lists, by name: write units, read units, sequential trips. */
export function documentedCosts(isWanted: (name: string) => boolean): Record<string, number[]> {
  const rows = page().matchAll(/^\| (.+?) +\| ([\d.]+) +\| ([\d.]+) +\| (\d+) +\|$/gm);
  const costs = [...rows].map(([, name = '', ...numbers]) => [name, numbers.map(Number)] as const);
  return Object.fromEntries(costs.filter(([name]) => isWanted(name)));
}

/** What docs/table.md says that one event costs on one board: write and read units, by what they are for. */
export function documentedEvent(): Record<string, number[]> {
  const rows = page().matchAll(/^\| an event: (.+?) +\| ([\d.]+) +\| ([\d.]+) +\|$/gm);
  return Object.fromEntries([...rows].map(([, name = '', ...numbers]) => [name, numbers.map(Number)]));
}

/** What docs/table.md says that a member costs who hides: write and read units, by what they are for. */
export function documentedHiding(): Record<string, number[]> {
  const rows = page().matchAll(/^\| hiding: (.+?) +\| ([\d.]+) +\| ([\d.]+) +\|$/gm);
  return Object.fromEntries([...rows].map(([, name = '', ...numbers]) => [name, numbers.map(Number)]));
}

/** What docs/table.md says that decisions about the votes of fifty members cost: write units, by what is done. */
export function documentedDecisions(): Record<string, number> {
  const rows = page().matchAll(/^\| votes: (.+?) +\| ([\d.]+) +\|$/gm);
  return Object.fromEntries([...rows].map(([, name = '', units]) => [name, Number(units)]));
}
