export type Session = ReturnType<typeof createSession>;

/** Says that whoever was signed in has to sign in again. `renew` throws it when the issuer refuses. */
export class SignedOut extends Error {
  override name = 'SignedOut';
}

/**
 * Keeps a person's token. However many requests were refused with a token, one renewal is made for all of them. When that
 * cannot be made (no network), they end with its error and the next refusal tries again.
 */
export function createSession(first: string, renew: () => Promise<string>) {
  let token: string | undefined = first;
  let renewal: Promise<void> | undefined;

  async function replace(): Promise<void> {
    try {
      token = await renew();
    } catch (error) {
      if (error instanceof SignedOut) token = undefined;
      throw error;
    } finally {
      renewal = undefined;
    }
  }

  return {
    /** What to send; nothing for whoever is not signed in. */
    headers: (): Record<string, string> => (token === undefined ? {} : { authorization: `Bearer ${token}` }),
    /** Resolves when there is another token than the one in `refused`, an `authorization` header. */
    async renewed(refused: string): Promise<void> {
      if (token === undefined) throw new SignedOut('Sign in again.');
      if (refused !== `Bearer ${token}`) return;
      renewal ??= replace();
      await renewal;
    },
  };
}
