import { isSlug } from '../functions/features/programs/rules.ts';
import { demoUnfinished, isUnfinished } from '../tools/shared/unfinished.ts';
import { type Arguments, localSettings, runTool, UsageError } from '../tools/terminal/cli.ts';
import { LocalError } from '../tools/terminal/errors.ts';
import { DEV_ISSUER, hasKeys, JWKS_PATH, openIssuer } from './issuer.ts';

const HELP = `npm run -s token -- [--program demo] --as WHO [--hours 12] [--at INSTANT]

Prints a fresh development token for the local server, and nothing else.

  --program SLUG  the program it opens (default demo)
  --as WHO        owner | organizer | moderator | judge | member:N | operator
                  member:7 is the seventh member of the demo program's data
  --hours N       how long it is good, 1 to 24 (default 12)
  --at INSTANT    from when on, such as 2027-01-01T00:00:00Z (default now): for requests
                  with the header x-dev-clock, which are answered as of another instant

Another program than the demo takes these tokens when its token policy is, with the PORT of npm start:

  issuer: "${DEV_ISSUER}"
  audience: "fanfare-SLUG"
  jwksUri: "http://127.0.0.1:4000${JWKS_PATH}"

DATA_DIR (default .fanfare) says where the issuer's keys are. Tokens of ${DEV_ISSUER} work nowhere else.`;

const ROLES = ['owner', 'organizer', 'moderator', 'judge'];

/** The subject and roles of a person of the development issuer. Throws UsageError for another form. */
export function personOf(
  as: string,
  program: string,
): { subject: string; audience: string; roles: string[] } {
  if (as === 'operator') return { subject: 'operator', audience: 'fanfare-operator', roles: ['OPERATOR'] };
  const audience = `fanfare-${program}`;
  if (ROLES.includes(as)) return { subject: as, audience, roles: [`${program}:${as.toUpperCase()}`] };
  if (/^member:[1-9]\d{0,8}$/.test(as)) return { subject: as, audience, roles: [] };
  throw new UsageError(`--as must be ${ROLES.join(', ')}, member:N or operator, not '${as}'.`);
}

async function main({ values }: Arguments): Promise<number> {
  const program = String(values.program ?? 'demo');
  if (!isSlug(program))
    throw new UsageError(`--program must be a program's slug, such as demo, not '${program}'.`);
  const hours = Number(values.hours ?? 12);
  if (values.as === undefined) throw new UsageError('Say whose token it is with --as.');
  if (!Number.isInteger(hours) || hours < 1 || hours > 24) throw new UsageError('--hours must be 1 to 24.');
  const at = values.at === undefined ? new Date() : new Date(String(values.at));
  if (Number.isNaN(at.getTime()) || (values.at !== undefined && !INSTANT.test(String(values.at))))
    throw new UsageError(`--at must be an instant such as 2027-01-01T00:00:00Z, not '${values.at}'.`);
  const person = personOf(String(values.as), program);
  const { directory } = localSettings();
  if (isUnfinished(directory)) throw demoUnfinished(directory);
  if (!hasKeys(directory)) {
    throw new LocalError(
      'DATA_MISSING',
      `There is no data in ${directory}, so no server would accept a token of it. Run npm start first, or set DATA_DIR.`,
    );
  }
  const issuer = await openIssuer(directory);
  console.log(await issuer.issueToken({ ...person, expiresInSeconds: hours * 3600, now: at }));
  return 0;
}

/** With its offset, so that it names one instant. */
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

const OPTIONS = {
  program: { type: 'string' },
  as: { type: 'string' },
  hours: { type: 'string' },
  at: { type: 'string' },
} as const;
if (import.meta.main) await runTool(HELP, OPTIONS, main);
