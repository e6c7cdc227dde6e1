import { Command } from 'commander';
import { pino } from 'pino';
import { commandActor } from './command-actor.ts';
import { openCommandService } from './command-service.ts';
import type { CliContext } from './context.ts';

/** `ringfence retention`: what is too old goes, by the rules of the configuration. */
export const retentionCommand = (context: CliContext): Command =>
  new Command('retention')
    .description('let go of accounts, observations and runs that are too old, by the rules under `retention`')
    .option('--dry-run', 'only count what would go')
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      await using stack = new AsyncDisposableStack();
      const log = pino({ level: 'silent' });
      const { app } = stack.adopt(await openCommandService(context, await context.config(), log), (it) => it.close());
      const { last } = await app.retention.run(dryRun, commandActor());
      const { state, looked, accounts, observations, signals, runs, held } = last!;
      const counts = `${accounts} accounts, ${observations} observations`;
      const rest = dryRun ? '' : `, ${signals} signals, ${runs} runs`;
      const end = state === 'ended' ? '' : '; stopped in the middle, the next time it goes on there';
      context.stdout.write(`${dryRun ? 'would go' : 'went'}: ${counts}${rest}; ${held} held, of ${looked}${end}\n`);
    });
