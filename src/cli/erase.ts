import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Command, Option } from 'commander';
import { pino } from 'pino';
import type { ErasureAnswer } from '../erasure/schema.ts';
import { erasuresIn } from '../erasure/trail.ts';
import { RingfenceError } from '../errors.ts';
import { commandActor } from './command-actor.ts';
import { openCommandService } from './command-service.ts';
import type { CliContext } from './context.ts';

interface Options {
  readonly code: 'request' | 'order' | 'mistake' | 'other';
  readonly reason?: string;
  readonly dryRun?: boolean;
  readonly despiteHolds?: boolean;
  readonly again?: string;
}

/** `ringfence erase ACCOUNT`: everything that is kept of an account goes. */
export const eraseCommand = (context: CliContext): Command =>
  new Command('erase')
    .description('erase an account: from the graph, from decisions, from what the audit trail knows of it')
    .argument('[account]', 'the account’s id, as events name it')
    .addOption(
      new Option('--code <code>', 'why, for machines')
        .choices(['request', 'order', 'mistake', 'other'])
        .default('request'),
    )
    .option('--reason <text>', 'why, for people; it is kept, so it must not name the account')
    .option('--dry-run', 'only tell what would go')
    .option('--despite-holds', 'erase it though something holds it, as the dry run tells')
    .option('--again <file>', 'after a restore: erase what this export of the audit trail says was erased')
    .addHelpText('after', HELP)
    .action(async (account: string | undefined, options: Options) => {
      if ((account === undefined) === (options.again === undefined)) throw usage('Give an account, or --again FILE.');
      await using stack = new AsyncDisposableStack();
      const erasures = options.again === undefined ? null : await erasuresOf(context, options.again);
      const log = pino({ level: 'silent' });
      const { app } = stack.adopt(await openCommandService(context, await context.config(), log), (it) => it.close());
      if (erasures !== null) {
        const count = await app.erasure.again(erasures, commandActor());
        context.stdout.write(`${erasures.size} erasures in the trail; ${count} accounts were back and went again\n`);
      } else if (options.dryRun) {
        const actor = commandActor();
        const targets = [{ kind: 'account' as const, id: account! }];
        await app.record({ actor, action: 'previewErasure', targets, before: null, after: null });
        say(context, await app.erasure.preview(account!));
      } else {
        if (!options.reason?.trim()) throw usage('--reason is missing.');
        const { code, reason, despiteHolds = false } = options;
        say(context, await app.erasure.erase(account!, { code, reason: reason.trim(), despiteHolds }, commandActor()));
      }
    });

const say = ({ stdout }: CliContext, { ref, erasedAt, gone, holds, copies }: ErasureAnswer): void => {
  stdout.write(erasedAt === null ? `would go, as ${ref}:\n` : `went, as ${ref}:\n`);
  for (const { room, what } of gone) {
    const told = Object.entries(what).map(([name, count]) => `${count} ${name}`);
    stdout.write(`  ${room}: ${told.join(', ')}\n`);
  }
  if (holds !== null) stdout.write(`held: ${holds}\n`);
  if (copies.length > 0) stdout.write('not reached, see to these:\n');
  for (const { kind, file, at, by, from, there } of copies) {
    const place = there === null && from !== null ? ` at ${from}` : '';
    stdout.write(`  ${kind} ${file ?? '(no file is known)'}${place}${at === null ? '' : `, ${at} by ${by}`}\n`);
  }
};

const erasuresOf = async (context: CliContext, file: string): Promise<Map<string, number>> => {
  const stream = createReadStream(resolve(context.cwd, file));
  try {
    return await erasuresIn(createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new RingfenceError({
      type: 'file-missing',
      detail: `${file} is not there.`,
      mend: 'Give a file that `ringfence audit export` wrote before the restore.',
      exitCode: 66,
    });
  }
};

const usage = (detail: string): RingfenceError =>
  new RingfenceError({
    type: 'usage',
    detail,
    mend: 'For example: ringfence erase acct_7f3a --reason "ticket 4711" --dry-run',
    exitCode: 64,
  });

const HELP = `
A keyed fingerprint stays in its place, so that counts and signatures still verify. Backups, exports and reports are not reached: they are listed.
A restored backup brings accounts back that were erased since: export the trail before (ringfence audit export), and give it with --again after.
`;
