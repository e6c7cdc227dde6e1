import { Command, Option } from 'commander';
import { pino } from 'pino';
import { RingfenceError } from '../errors.ts';
import { FILE_FORMATS } from '../ingest/import/file-records.ts';
import { createLog } from '../log.ts';
import { commandActor } from './command-actor.ts';
import { openCommandService } from './command-service.ts';
import type { CliContext } from './context.ts';
import { detectInFile, type FileOptions } from './detect-file.ts';
import { ringTable } from './ring-table.ts';
import { runWithProgress } from './run-progress.ts';

/** Rings in the table; the others are behind the API or in the file. */
const SHOWN = 50;

/** `ringfence detect`: a run over the graph. `ringfence detect FILE`: rings in a file of events, with no database. */
export const detectCommand = (context: CliContext): Command =>
  new Command('detect')
    .description('find rings: in the graph, or in a file of events with no database at all')
    .argument('[file]', 'events as NDJSON or CSV, gzip or not, or Parquet; - is standard input')
    .option('--out <file>', 'write the rings to this file, one a line with members and evidence; - is standard output')
    .option(
      '--map <pairs>',
      'for CSV and Parquet: field or signal type = column, e.g. account=user_id,at=time,ip=address',
    )
    .addOption(new Option('--format <format>', 'default: by the name of the file').choices(FILE_FORMATS))
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, options: FileOptions) => {
      if (file !== undefined) return detectInFile(context, file, options);
      if (Object.keys(options).length > 0) throw usage();
      return detectInGraph(context);
    });

const detectInGraph = async (context: CliContext): Promise<void> => {
  const config = await context.config();
  const log = createLog({ log: { level: 'warn' } }, pino.destination({ dest: 2, sync: true }));
  await using stack = new AsyncDisposableStack();
  const { app } = stack.adopt(await openCommandService(context, config, log), (it) => it.close());
  // A command without lists leaves what a service with lists wrote.
  if ((await app.networks.status()).configured) await app.networks.bringUpToDate();
  const run = await runWithProgress(context, app.detection, { by: commandActor(), trigger: 'cli' });
  const { body } = await app.rings.list({ limit: SHOWN, sort: 'score', order: 'desc' });
  context.stdout.write(`${ringTable(body.rings, context.stdout)}\n`);
  const { rings = 0, members = 0 } = run.counts;
  if (rings > SHOWN) context.stdout.write(`${rings - SHOWN} more: GET /v1/rings\n`);
  const { campaigns } = (await app.rings.campaigns({ limit: SHOWN })).body;
  for (const { id, summary } of campaigns) context.stdout.write(`${id}: ${summary}\n`);
  context.stdout.write(`${run.id}: ${rings} rings, ${members} accounts in them; hash ${run.hash}\n`);
};

const usage = (): RingfenceError =>
  new RingfenceError({
    type: 'usage',
    detail: '--out, --map and --format are for a file of events.',
    mend: 'Give a file, or leave them out to look for rings in the graph.',
    exitCode: 64,
  });

const HELP = `
Without a file, the run is written to the graph and shown by the API. With a file nothing is written but --out: values of
keyed signals are hashed under the service key where there is one in <home>, else under a key made for this time.
`;
