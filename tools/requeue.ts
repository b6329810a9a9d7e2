import type { Quarantined } from '../functions/projection/quarantine.ts';
import { AWS_AND_EXIT_STATUS } from './shared/help.ts';
import { openTable } from './shared/open-table.ts';
import { listQuarantined, markAll } from './shared/quarantine.ts';
import { type Arguments, runTool, UsageError } from './terminal/cli.ts';

const HELP = `npm run requeue -- [<program>] [--apply]

Lists the records of the stream that could not be mapped and wait in quarantine, of all programs or of one: when they came
there, their shard, sequence number, type, program and key, the reason, and how often they were tried. What they change is
counted nowhere meanwhile.

  --apply  mark them to be applied. The projector does that when the mark comes through the stream: once what kept
           it from mapping them is mended, in its code or in the item (docs/operations.md, "Records in quarantine")

Nothing but the mark is written. What fails again stays, with the new reason. Run it again to see what is left.

Works on the local data (DATA_DIR, default .fanfare), where the server must be running for marks to be applied; or on the
table that TABLE_NAME names, with the AWS credentials of the environment.

${AWS_AND_EXIT_STATUS}`;

/** A record in quarantine on one line: no value of its item. */
function lineOf(one: Quarantined): string {
  const { quarantinedAt, shardId, sequenceNumber, entity, programId, of, reason, tries, markedAt } = one;
  const marked = markedAt === null ? '' : `; marked at ${markedAt}`;
  return `${quarantinedAt} ${shardId} ${sequenceNumber} ${entity} of ${programId ?? 'no program'}, ${of.PK} ${of.SK}: ${reason}; tried ${tries} times${marked}`;
}

async function main({ values, positionals }: Arguments): Promise<number> {
  const [programId, ...rest] = positionals;
  if (rest.length > 0) throw new UsageError('Name one program, or none for all.');
  const { deps, where, close } = await openTable();
  try {
    const all = await listQuarantined(deps);
    const asked = all.filter((one) => programId === undefined || one.programId === programId);
    for (const one of asked) console.log(lineOf(one));
    const whose = programId === undefined ? '' : ` of program ${programId}`;
    const others = all.length - asked.length;
    const rest = others === 0 ? '' : ` Of others, or of no program, ${others} wait.`;
    console.log(`${asked.length} records${whose} wait in quarantine in ${where}.${rest}`);
    if (values.apply !== true || asked.length === 0) return 0;
    const marked = await markAll(deps, asked);
    console.log(`${marked} were marked. The projector applies them as the marks come through the stream.`);
    return 0;
  } finally {
    await close();
  }
}

if (import.meta.main) await runTool(HELP, { apply: { type: 'boolean' } }, main, { allowPositionals: true });
