import { beginning } from './text.ts';

// What a reader sees of a text, whatever code points it was written in.

/** Blank to the eye and as wide as a space: also fillers that Unicode counts as letters or symbols. */
const BLANK = String.raw`\p{White_Space}\u115F\u1160\u2800\u3164\uFFA0\uFFFC\u{13441}\u{13442}\u{16FE4}\u{1D159}`;
/** Seen not at all: joiners, selectors, direction marks, tags, soft hyphens and the like. */
const INVISIBLE = String.raw`\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB\u{13430}-\u{13440}`;
const BLANKS = new RegExp(`[${BLANK}]+`, 'gu');
const INVISIBLES = new RegExp(`[${INVISIBLE}]+`, 'gu');
const SHOWN = new RegExp(`[^${BLANK}${INVISIBLE}]`, 'u');

/**
 * All that Unicode calls a dash, minus signs, and the long vowel that Japanese keyboards have in its place.
 */
const DASHES = /[\p{Dash_Punctuation}\u02D7\u2043\u2212\u30FC]/gu;

/** True for text of which anything can be seen. */
export const isShown = (text: string): boolean => SHOWN.test(text);

/** Text without what nobody sees of it, composed (NFC). */
export const seenOf = (text: string): string => text.replaceAll(INVISIBLES, '').normalize('NFC');

export const wordsOf = (text: string): string[] => text.split(BLANKS).filter(isShown);

/**
 * What somebody meant who typed a word of ASCII: full width and fancy letters become plain ones, every dash a
 * hyphen, every blank a space, and what cannot be seen goes. Undefined for more than 256 code units: no such
 * word is so long.
 */
export function plainOf(typed: string): string | undefined {
  if (typed.length > 256) return undefined;
  return seenOf(typed.normalize('NFKC').replaceAll(BLANKS, ' ')).replaceAll(DASHES, '-').trim();
}

/** True for text of which bytes, or a half of a character, could not be read on the way. */
const isLost = (text: string) => text.includes('\uFFFD') || !text.isWellFormed();
/** A word of ASCII, blanks and hyphens in it, up to the end, a sign or a letter of another script. */
const FIRST_WORD = /^([A-Za-z0-9 -]+)(?:$|[^A-Za-z0-9\p{Script=Latin}\p{M}\p{N}](?![A-Za-z0-9]))/u;

/**
 * The word that a part of a link is, without what stood beside the link in a message and was taken for more
 * of it: `TEA-7.`, `TEA-7)`, `TEA-7」と`. Undefined when the word goes on in other characters (`TEA_7`, `TÉA`),
 * since another may be meant, and when some of it was lost.
 */
export function linkedWord(part: string): string | undefined {
  if (isLost(part)) return undefined;
  return FIRST_WORD.exec(plainOf(beginning(part, 256)) ?? '')?.[1]?.trim();
}

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for one character ('é', a flag, a family), one after another. */
export function charactersOf(text: string): string[] {
  // Made when it is first needed: it would be a tenth of a cold start.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

const EMBEDDING_END = '\u202C';
const ISOLATE_END = '\u2069';
const DIRECTION_MARKS = /[\u202A-\u202E\u2066-\u2069]/g;

/**
 * True for text that closes, in each line, the embeddings, overrides and isolates that it opens, and no
 * others. Any other would turn the text around it. https://www.unicode.org/reports/tr9/
 */
export function isSelfContained(text: string): boolean {
  return text.split(/[\n\r\u2028\u2029]/).every((line) => {
    const open: string[] = [];
    for (const [mark] of line.matchAll(DIRECTION_MARKS)) {
      if (mark === EMBEDDING_END || mark === ISOLATE_END) {
        if (open.pop() !== mark) return false;
      } else {
        open.push(mark < '\u2066' ? EMBEDDING_END : ISOLATE_END);
      }
    }
    return open.length === 0;
  });
}

export const withoutDirectionMarks = (text: string): string => text.replaceAll(DIRECTION_MARKS, '');
