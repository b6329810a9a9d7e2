/** A longer text's beginning and end, in at most `max` UTF-16 units. No code point is cut in two. */
export function shortened(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = Math.ceil((max - 1) / 2);
  const tail = max - 1 - head;
  return `${beginning(text, head)}…${ending(text, tail)}`;
}

/** At most `max` UTF-16 units of a text's beginning. */
export const beginning = (text: string, max: number): string =>
  text.slice(0, isSplitAt(text, max) ? max - 1 : max);

function ending(text: string, max: number): string {
  const start = text.length - max;
  return text.slice(isSplitAt(text, start) ? start + 1 : start);
}

const isSplitAt = (text: string, index: number) =>
  isBetween(text.charCodeAt(index - 1), 0xd800, 0xdbff) && isBetween(text.charCodeAt(index), 0xdc00, 0xdfff);

const isBetween = (code: number, from: number, to: number) => code >= from && code <= to;
