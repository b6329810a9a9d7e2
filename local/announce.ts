import { getProgram } from '../functions/features/programs/store.ts';
import type { Deps } from '../functions/table/deps.ts';
import type { DevIssuer } from './issuer.ts';
import { partnerKey } from './partner-key.ts';
import { personOf } from './token.ts';

const HOURS = 12;

/** A development token of a person of the demo program, or of another one. */
export const tokenFor = (issuer: DevIssuer, as: string, program = 'demo'): Promise<string> =>
  issuer.issueToken({ ...personOf(as, program), expiresInSeconds: HOURS * 3600 });

export type Running = {
  url: string;
  /** Where it can be asked from elsewhere in the network. */
  networkUrls: readonly string[];
  directory: string;
  issuer: DevIssuer;
};

/** What the terminal says when the server is ready: addresses, credentials to paste, and a command that works. */
export async function announcement(
  deps: Deps,
  { url, networkUrls, directory, issuer }: Running,
): Promise<string> {
  const program = await getProgram(deps, 'demo');
  if (program === undefined) throw new Error('The demo program is gone.');
  const key = await partnerKey(deps, program, directory);
  const member = await tokenFor(issuer, 'member:7');
  const lines = [
    '',
    `Fanfare is running. The data is in ${directory}; Ctrl-C stops everything.`,
    '',
    `  GraphiQL        ${url}/demo/graphql   (opens as the owner)`,
    `  GraphQL         POST ${url}/demo/graphql`,
    `  operator        POST ${url}/operator/graphql   (GraphiQL there opens as the operator)`,
    `  referral link   ${url}/demo/r/TEA-7?ch=instagram`,
    ...networkUrls.map((other) => `  on a phone      POST ${other}/demo/graphql   (the API and links alone)`),
    '',
    `Tokens, good for ${HOURS} hours (npm run -s token -- --as member:7 prints a fresh one):`,
    '',
    `member:7   ${member}`,
    `organizer  ${await tokenFor(issuer, 'organizer')}`,
    `owner      ${await tokenFor(issuer, 'owner')}`,
    `operator   ${await tokenFor(issuer, 'operator')}`,
    `partner    ${key}   (an API key, for the header x-api-key)`,
    '',
    'Try it:',
    '',
    `curl -s ${url}/demo/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${member}' -d '{"query":"{ me { displayName points { available pending } } }"}'`,
    '',
    'npm run demo, in another terminal, plays a whole campaign.',
  ];
  return lines.join('\n');
}
