// Recounts a published result from its ballot files: node recount.mjs FOLDER. results.md tells what the files are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const [, , folder = '.'] = process.argv;
const read = (name) => readFileSync(join(folder, name));
const { policy, rounds, entries } = JSON.parse(read('result.json').toString());

// The last round decides.
const given = new Map();
for (const { name } of rounds.at(-1).files) {
  const lines = gunzipSync(read(name)).toString().split('\n').slice(0, -1);
  for (const { state, votes } of lines.map((line) => JSON.parse(line))) {
    if (state !== 'COUNTED') continue;
    for (const [number, count] of Object.entries(votes)) {
      const sum = given.get(Number(number)) ?? { votes: 0, voters: 0 };
      given.set(Number(number), { votes: sum.votes + count, voters: sum.voters + 1 });
    }
  }
}

// Where there were two rounds, the finalists alone can be ranked.
const finalists = rounds.at(-2)?.finalists.numbers;
const ranked = entries
  .filter(({ number, state }) => state === 'STANDING' && (finalists?.includes(number) ?? true))
  .filter(({ number }) => given.has(number))
  .map((entry) => ({ ...entry, ...given.get(entry.number) }));

const rules = {
  VOTERS: (one, other) => other.voters - one.voters,
  EARLIEST: (one, other) => Date.parse(one.submittedAt) - Date.parse(other.submittedAt),
};
const order = (one, other) =>
  policy.ties.reduce((so, rule) => so || rules[rule](one, other), other.votes - one.votes);
for (const one of ranked.sort(order)) {
  const rank = 1 + ranked.filter((other) => order(other, one) < 0).length;
  console.log(`${rank}. entry ${one.number}: ${one.votes} votes of ${one.voters} voters`);
}
