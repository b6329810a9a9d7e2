// The demo program's own people: made of common names, so that nobody in particular is among them.

const KOREAN_FAMILY = ['김', '이', '박', '최', '정', '강', '조', '윤', '장', '임'];
const KOREAN_GIVEN = [
  '민준',
  '서연',
  '도윤',
  '지우',
  '하준',
  '서윤',
  '은우',
  '하은',
  '시우',
  '지유',
  '수아',
  '예준',
];
const LATIN_GIVEN = [
  'Ana',
  'Björn',
  'Chloé',
  'Diego',
  'Emma',
  'Farah',
  'Goran',
  'Hana',
  'Ida',
  'José',
  'Lan',
  'Noor',
];
const LATIN_FAMILY = [
  'Silva',
  'Nguyễn',
  'Kowalski',
  'Haddad',
  'Müller',
  'Rossi',
  'Sato',
  'Okafor',
  'Jensen',
  'Dubois',
];
const OTHERS = ['نور', 'שירה', 'Юлия', 'さくら', '小明', 'मीरा', '🍵 tea lover', 'ليلى حداد', 'Αλέξης'];

export type Chance = () => number;

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32), so that every demo begins alike. */
export function chanceOf(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const pick = <T>(chance: Chance, from: readonly T[]): T =>
  from[Math.floor(chance() * from.length)] as T;
export const between = (chance: Chance, least: number, most: number) =>
  least + Math.floor(chance() * (most - least + 1));

/** A display name: mostly Korean, as the program is. */
export function nameOf(chance: Chance): string {
  const draw = chance();
  if (draw < 0.6) return `${pick(chance, KOREAN_FAMILY)}${pick(chance, KOREAN_GIVEN)}`;
  if (draw < 0.92) return `${pick(chance, LATIN_GIVEN)} ${pick(chance, LATIN_FAMILY)}`;
  return pick(chance, OTHERS);
}
