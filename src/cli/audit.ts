import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Command, InvalidArgumentError } from 'commander';
import { pino } from 'pino';
import type { AuditVerdict, Head } from '../audit/chain.ts';
import { verifyExport } from '../audit/exported.ts';
import { seals } from '../audit/seal.ts';
import { RingfenceError } from '../errors.ts';
import { readServiceKeys, serviceKeysFile } from '../service-keys.ts';
import { commandActor } from './command-actor.ts';
import { openCommandService } from './command-service.ts';
import type { CliContext } from './context.ts';
import { wholeFile } from './rings-file.ts';
import { toStandardOutput } from './standard-output.ts';

/** `ringfence audit verify|export`: whether the audit trail is whole, and the trail as a file. */
export const auditCommand = (context: CliContext): Command =>
  new Command('audit')
    .description('the audit trail: check that it is whole, or write it to a file')
    .addCommand(
      new Command('verify')
        .description('find entries that were removed, changed, put elsewhere, made up or cut off')
        .argument('[file]', 'what `audit export` or the API wrote; without it the trail in the graph')
        .option('--head <seq:hash>', 'a head noted earlier, which the trail must reach', noted)
        .action(async (file: string | undefined, { head = null }: { head?: Head | null }) => {
          const verdict = file === undefined ? await verifyGraph(context, head) : await verifyFile(context, file, head);
          say(context, verdict);
        }),
    )
    .addCommand(
      new Command('export')
        .description('write the trail as NDJSON, in order, with its head as the last line')
        .option('--out <file>', 'write to this file; - is standard output', '-')
        .option('--after <seq>', 'only entries behind this number', whole, 0)
        .action(async ({ out, after }: { out: string; after: number }) => {
          await using stack = new AsyncDisposableStack();
          const file = out === '-' ? null : stack.adopt(await wholeFile(resolve(context.cwd, out)), (it) => it.close());
          const { app } = stack.adopt(await quietService(context), (it) => it.close());
          await app.record({
            ...{ actor: commandActor(), action: 'exportAudit', targets: [], before: null, after: { after } },
          });
          const pieces = app.audit.pieces(after, context.stopped);
          if (file === null) await toStandardOutput(context, pieces);
          else await file.write(pieces);
        }),
    );

const quietService = async (context: CliContext) =>
  openCommandService(context, await context.config(), pino({ level: 'silent' }));

const verifyGraph = async (context: CliContext, head: Head | null): Promise<AuditVerdict> => {
  await using stack = new AsyncDisposableStack();
  const { app } = stack.adopt(await quietService(context), (it) => it.close());
  return await app.audit.verify(head);
};

const verifyFile = async (context: CliContext, file: string, head: Head | null): Promise<AuditVerdict> => {
  const keys = await readServiceKeys(serviceKeysFile(await context.config()));
  const stream = createReadStream(resolve(context.cwd, file));
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  try {
    return await verifyExport(lines, head, keys === null ? null : seals(keys));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new RingfenceError({
      type: 'file-missing',
      detail: `${file} is not there.`,
      mend: 'Give a file that `ringfence audit export` wrote.',
      exitCode: 66,
    });
  }
};

const say = (context: CliContext, { entries, head, unsealed, faults }: AuditVerdict): void => {
  for (const { seq, kind, detail } of faults) context.stdout.write(`entry ${seq}: ${detail} (${kind})\n`);
  if (unsealed > 0) {
    context.stderr.write(`${unsealed} of ${entries} entries carry no seal that can be checked with the keys at hand\n`);
  }
  if (faults.length > 0) {
    throw new RingfenceError({
      type: 'audit-broken',
      detail: `The audit trail is not whole: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults or more'} in ${entries} entries.`,
      mend: 'docs/audit.md says what each kind means. Keep the database as it is, and compare with an export or a backup.',
      exitCode: 65,
    });
  }
  const end = head === null ? 'it is empty' : `head ${head.seq}:${head.hash}`;
  context.stdout.write(`the audit trail is whole: ${entries} entries, ${end}\n`);
};

const noted = (text: string): Head => {
  const match = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It is a number, a colon and 64 hexadecimal digits.');
  return { seq: Number(match[1]), hash: match[2]! };
};

const whole = (text: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It is a whole number.');
  return Number(text);
};
