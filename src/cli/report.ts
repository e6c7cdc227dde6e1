import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { pino } from 'pino';
import { RingfenceError } from '../errors.ts';
import { readExploreFolder } from '../explore/folder.ts';
import { nodeStyle, parseGrass } from '../explore/grass.ts';
import { createLog } from '../log.ts';
import { reportPage } from '../report/page.ts';
import { ACCOUNT_CHOICES, type AccountChoice } from '../report/report.ts';
import type { Palette } from '../report/ring-chapter.ts';
import type { SignalRegistry } from '../signals/index.ts';
import { commandActor } from './command-actor.ts';
import { openCommandService } from './command-service.ts';
import type { CliContext } from './context.ts';
import { duration, progress } from './progress.ts';
import { wholeFile } from './rings-file.ts';
import { toStandardOutput } from './standard-output.ts';

const MOST_CHAPTERS = 50;
/** Members named where all are asked for: a ring of tens of thousands is a matter for an export. */
const MEMBERS_NAMED = { none: 10, top: 10, all: 1000 } as const;

interface Options {
  readonly html: string;
  readonly run?: string;
  readonly top: number;
  readonly accounts: AccountChoice;
}

/** `ringfence report --html FILE`: a run as one page that can be mailed, whole or not at all. */
export const reportCommand = (context: CliContext): Command =>
  new Command('report')
    .description('write a run as one page that can be mailed')
    .requiredOption('--html <file>', 'write the page to this file; - is standard output')
    .option('--run <id>', 'a run whose rings are still kept; default: the published one')
    .option('--top <n>', `rings that get a graph and their evidence (0–${MOST_CHAPTERS})`, chapters, 10)
    .addOption(
      new Option(
        '--accounts <which>',
        'account ids on the page: none, of the strongest members, or all of the top rings',
      )
        .choices(ACCOUNT_CHOICES)
        .default('top'),
    )
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      await using stack = new AsyncDisposableStack();
      const path = options.html;
      const file = path === '-' ? null : stack.adopt(await wholeFile(resolve(context.cwd, path)), (it) => it.close());
      const config = await context.config();
      const log = createLog({ log: { level: 'warn' } }, pino.destination({ dest: 2, sync: true }));
      const { app } = stack.adopt(await openCommandService(context, config, log), (it) => it.close());
      const { run, top, accounts } = options;
      const opened = await app.report.open({ run, rings: top, members: MEMBERS_NAMED[accounts] });
      const rings = Math.min(top, opened.report.rings.length);
      const bar = progress(context, {
        title: `report of ${opened.report.run.id}`,
        total: Math.max(1, rings),
        unit: 'rings',
      });
      const written = path === '-' ? [] : [{ kind: 'file' as const, id: resolve(context.cwd, path) }];
      const targets = [{ kind: 'run' as const, id: opened.report.run.id }, ...written];
      await app.record({ actor: commandActor(), action: 'makeReport', targets, before: null, after: null });
      const started = context.now();
      let [bytes, done] = [0, 0];
      const chapters = async function* () {
        for await (const chapter of opened.chapters()) {
          context.stopped.throwIfAborted();
          yield chapter;
          bar.update(++done);
        }
      };
      const pieces = async function* () {
        for await (const piece of reportPage(opened.report, chapters(), {
          palette: paletteOf(app.registry),
          accounts,
          top,
        })) {
          bytes += Buffer.byteLength(piece);
          yield piece;
        }
      };
      try {
        await (file === null ? toStandardOutput(context, pieces()) : file.write(pieces()));
      } catch (error) {
        bar.stop('stopped');
        throw context.stopped.aborted ? interrupted() : error;
      }
      const where = path === '-' ? '' : ` in ${path}`;
      bar.stop(`done in ${duration((context.now() - started) / 1000)}: ${Math.ceil(bytes / 1024)} KiB${where}`);
    });

/** The colours of Neo4j Browser, so that a ring looks the same here and there. */
const paletteOf = (registry: SignalRegistry): Palette => {
  const grass = parseGrass(readExploreFolder().style);
  return {
    ring: nodeStyle(grass, ['Ring'], {}).color,
    account: nodeStyle(grass, ['Account'], {}).color,
    signal: (type) => {
      const label = registry.get(type)?.label;
      return nodeStyle(grass, label === undefined ? ['Signal'] : ['Signal', label], {}).color;
    },
  };
};

const interrupted = (): RingfenceError =>
  new RingfenceError({
    type: 'interrupted',
    detail: 'The report was interrupted.',
    mend: 'No file was written; what went to standard output is not whole.',
    exitCode: 130,
  });

const chapters = (text: string): number => {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count > MOST_CHAPTERS) {
    throw new InvalidArgumentError(`Give a whole number from 0 to ${MOST_CHAPTERS}.`);
  }
  return count;
};

const HELP = `
The page needs no network and no script, and can be printed. It shows captions of signals, never their values, and of an address
only its network. With --accounts none it names no account at all.
`;
