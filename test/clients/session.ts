import type { ASTNode } from 'graphql';

export type Session = ReturnType<typeof createSession>;

/** Says that whoever was signed in has to sign in again. `renew` throws it when the issuer refuses. */
export class SignedOut extends Error {
  override name = 'SignedOut';
}

/** From one sign-in to its end: the tokens of one person, the present one last. */
type SignIn = { tokens: string[]; renewal: Promise<void> | undefined };

/**
 * Keeps a person's token; begin with the one that is stored, if any. However many requests were refused with a token, one
 * renewal is made for all of them. When that cannot be made (no network), they end with its error and the next refusal
 * tries again.
 */
export function createSession(stored: string | undefined, renew: () => Promise<string>) {
  const begin = (token: string): SignIn => ({ tokens: [token], renewal: undefined });
  let current = stored === undefined ? undefined : begin(stored);

  async function replace(signIn: SignIn): Promise<void> {
    try {
      signIn.tokens.push(await renew());
    } catch (error) {
      if (error instanceof SignedOut && current === signIn) current = undefined;
      throw error;
    } finally {
      signIn.renewal = undefined;
    }
  }

  return {
    signIn(token: string): void {
      current = begin(token);
    },
    /** Empty the client's cache as well. */
    signOut(): void {
      current = undefined;
    },
    /** What to send with an operation; nothing for whoever is not signed in, and with what needs no sign-in. */
    headers(query: Document): Record<string, string> {
      const token = current?.tokens.at(-1);
      return token === undefined || isPublic(query) ? {} : { authorization: `Bearer ${token}` };
    },
    /** Resolves when the person has another token than the one in `refused`, an `authorization` header. */
    async renewed(refused: string): Promise<void> {
      const signIn = current;
      // What one person did is never sent with the token of the next.
      if (!signIn?.tokens.some((token) => refused === `Bearer ${token}`))
        throw new SignedOut('Sign in again.');
      if (refused !== `Bearer ${signIn.tokens.at(-1)}`) return;
      signIn.renewal ??= replace(signIn);
      await signIn.renewal;
      if (current !== signIn) throw new SignedOut('Sign in again.');
    },
  };
}

type Document = { readonly definitions: readonly ASTNode[] };

/** A token that is not good is refused for these fields too, so none is sent with them. */
const PUBLIC = new Set(['invitation']);

/** Whether an operation asks for nothing but what needs no sign-in. */
export const isPublic = ({ definitions }: Document): boolean =>
  definitions.every(
    (definition) =>
      definition.kind !== 'OperationDefinition' ||
      definition.selectionSet.selections.every(
        (selection) => selection.kind === 'Field' && PUBLIC.has(selection.name.value),
      ),
  );
