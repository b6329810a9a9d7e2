import { Lexer, Source, TokenKind } from 'graphql';
import { tooMuch } from './errors.ts';
import { LIMITS } from './limits.ts';

/**
 * Throws for text that is dear to look at or to speak of: names that come back in paths, keys and messages,
 * and documents in which every error would have to count a hundred thousand lines. Before anything parses it,
 * in time that grows with its length. What is no GraphQL request otherwise is not refused here.
 */
export function assertText(body: unknown): void {
  const { query, operationName } = (body ?? {}) as { query?: unknown; operationName?: unknown };
  if (typeof operationName === 'string' && operationName.length > LIMITS.nameCharacters) {
    throw tooMuch(
      `operationName has ${operationName.length} characters, more than ${LIMITS.nameCharacters}.`,
      'BAD_USER_INPUT',
    );
  }
  if (typeof query === 'string') assertDocument(query);
}

function assertDocument(query: string): void {
  if (hasLongName(query.slice(0, LIMITS.documentCharacters + 1)))
    throw tooMuch(`A name in the document has more than ${LIMITS.nameCharacters} characters.`);
  if (query.length > LIMITS.documentCharacters) {
    throw tooMuch(
      `The document has ${query.length} characters, more than ${LIMITS.documentCharacters}. Send long values as variables.`,
    );
  }
  const lines = query.split(/\r\n|[\n\r]/).length;
  if (lines > LIMITS.documentLines)
    throw tooMuch(`The document has ${lines} lines, more than ${LIMITS.documentLines}.`);
}

/**
 * True for a document with a name over the limit: any field, alias, argument, variable, type, fragment or
 * operation.
 */
function hasLongName(query: string): boolean {
  // A string may hold a long word: only where there is one the words and signs have to be told apart.
  if (!LONG_WORD.test(query)) return false;
  const lexer = new Lexer(new Source(query));
  try {
    for (let seen = 0; seen <= LIMITS.tokens; seen += 1) {
      const { kind, start, end } = lexer.advance();
      if (kind === TokenKind.NAME && end - start > LIMITS.nameCharacters) return true;
      if (kind === TokenKind.EOF) return false;
    }
  } catch {
    // What cannot be read as GraphQL is the parser's to refuse.
  }
  return false;
}

const LONG_WORD = new RegExp(`\\w{${LIMITS.nameCharacters + 1}}`);
