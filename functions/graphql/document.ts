import { Lexer, Source, TokenKind } from 'graphql';
import { tooMuch } from './errors.ts';
import { LIMITS } from './limits.ts';

/**
 * Throws for text that is expensive to check or to report: names that come back in paths, keys and messages,
 * and documents in which every error would count a hundred thousand lines. Runs before anything parses the
 * text, in time that grows with its length. Whether it is a GraphQL request is not checked here.
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

/** Any name: of a field, an alias, an argument, a variable, a type, a fragment or an operation. */
function hasLongName(query: string): boolean {
  // Only a document with a long word is read token by token: the word may stand in a string.
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
