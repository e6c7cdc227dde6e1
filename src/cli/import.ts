import { basename, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { pino } from 'pino';
import type { Config } from '../config.ts';
import { configuredRegistry } from '../configured-registry.ts';
import { RingfenceError } from '../errors.ts';
import { FILE_FORMATS, type FileFormat } from '../ingest/import/file-records.ts';
import { type ImportOptions, type ImportSummary, importDigest, importFile } from '../ingest/import/import-file.ts';
import { rejectFile } from '../ingest/import/rejects.ts';
import { type ImportSource, openFile, openStandardInput } from '../ingest/import/source.ts';
import { createLog } from '../log.ts';
import { loadServiceKeys } from '../service-keys.ts';
import { fingerprinter, observer, templateMiner } from '../signals/index.ts';
import { commandActor } from './command-actor.ts';
import { openCommandService } from './command-service.ts';
import type { CliContext } from './context.ts';
import { fileFormat, usage } from './file-format.ts';
import { duration, progress, short } from './progress.ts';

interface Options {
  readonly map?: string;
  readonly format?: FileFormat;
  readonly key?: string;
  readonly dryRun?: boolean;
}

/** Some events were refused and the others are in: not a failure, yet a script should notice. */
const EXIT_SOME_REJECTED = 2;
const KIB = 1024;

/** `ringfence import FILE…`: files of events into the graph, exactly once, resumable. */
export const importCommand = (context: CliContext): Command =>
  new Command('import')
    .description('import files of events (NDJSON or CSV, gzip or not, or Parquet); run it again to resume')
    .argument('<file...>', 'files; - is standard input')
    .option(
      '--map <pairs>',
      'for CSV and Parquet: field or signal type = column, e.g. account=user_id,at=time,ip=address',
    )
    .addOption(new Option('--format <format>', 'default: by the name of the file').choices(FILE_FORMATS))
    .option('--key <key>', 'name of the import in place of the digest of its bytes (one file only)')
    .option('--dry-run', 'check the file, write nothing to the graph')
    .addHelpText('after', HELP)
    .action(async (files: string[], options: Options) => {
      if (options.key !== undefined && files.length > 1) throw usage('--key names one import: give one file.');
      const config = await context.config();
      await using stack = new AsyncDisposableStack();
      const importer = stack.adopt(await openImporter(context, config, options), (it) => it.close());
      let rejected = 0;
      for (const file of files) rejected += (await importOne(context, config, importer, file, options)).rejected;
      if (rejected > 0) process.exitCode = EXIT_SOME_REJECTED;
    });

type Importer = Pick<ImportOptions, 'registry' | 'observer' | 'service'>;

const openImporter = async (
  context: CliContext,
  config: Config,
  options: Options,
): Promise<Importer & { close(): Promise<void> }> => {
  if (!options.dryRun) {
    const log = createLog(config, pino.destination({ dest: 2, sync: true }));
    const { app, close } = await openCommandService(context, config, log);
    await app.templates.load();
    return { registry: app.registry, observer: app.observer, service: app.ingest, close };
  }
  const registry = configuredRegistry(config);
  const fingerprint = fingerprinter(await loadServiceKeys(config));
  const door = observer({
    registry,
    fingerprint,
    templates: templateMiner({ fingerprint, alone: true }),
    futureToleranceMs: config.ingest.futureToleranceSeconds * 1000,
  });
  return { registry, observer: door, service: null, close: async () => {} };
};

/** Imports one file with a progress bar, and says what came of it. */
export const importOne = async (
  context: CliContext,
  config: Config,
  importer: Importer,
  file: string,
  options: Options,
): Promise<ImportSummary> => {
  const { format, mapping } = fileFormat(file, options, importer.registry);
  const name = file === '-' ? 'standard-input' : basename(file);
  await using stack = new AsyncDisposableStack();
  const source = stack.adopt(await openSource(context, config, file, name, options), (it) => it.close());
  const digest = importDigest({ source, format, mapping });
  const rejects = stack.adopt(await rejectFile(join(config.home, 'rejects'), name, digest), (it) => it.close());

  const started = context.now();
  const total = source.size === null ? {} : { total: Math.ceil(source.size / KIB) };
  const bar = progress(context, { title: `importing ${name}`, ...total, unit: 'KiB' });
  let summary: ImportSummary;
  try {
    summary = await importFile({
      ...importer,
      by: commandActor(),
      source,
      format,
      mapping,
      rejects,
      signal: context.stopped,
      now: context.now,
      onProgress: (bytes, soFar) => bar.update(bytes / KIB, figures(soFar, context.now() - started)),
    });
  } catch (error) {
    bar.stop('stopped');
    if (context.stopped.aborted) throw interrupted();
    throw error;
  }
  const took = context.now() - started;
  bar.stop(figures(summary, took));
  context.stdout.write(`${summaryLines(name, summary, took, options.dryRun ?? false)}\n`);
  if (rejects.count > 0) context.stdout.write(`  reasons: ${rejects.path}\n`);
  return summary;
};

const openSource = async (
  context: CliContext,
  config: Config,
  file: string,
  name: string,
  { key }: Options,
): Promise<ImportSource> => {
  if (file === '-') {
    return openStandardInput(context.stdin, join(config.home, 'spool'), { key, signal: context.stopped });
  }
  let bar: ReturnType<typeof progress> | undefined;
  const source = await openFile(resolve(context.cwd, file), name, {
    key,
    signal: context.stopped,
    onDigest: (bytes, size) => {
      bar ??= size > LARGE_FILE ? progress(context, { title: `reading ${name}`, total: size / KIB, unit: 'KiB' }) : bar;
      bar?.update(bytes / KIB);
    },
  });
  bar?.stop();
  return source;
};

/** The digest of a smaller file takes less than a second. */
const LARGE_FILE = 256 * 1024 * 1024;

const figures = ({ events, rejected }: ImportSummary, ms: number): string =>
  `${short(events)} events, ${short(Math.round(events / Math.max(ms / 1000, 0.001)))}/s${rejected > 0 ? `, ${short(rejected)} rejected` : ''}`;

const summaryLines = (name: string, summary: ImportSummary, ms: number, dryRun: boolean): string => {
  const { events, accepted, rejected, passedOver, observations } = summary;
  const parts = [
    `${short(accepted)} ${dryRun ? 'valid' : 'accepted'}`,
    ...(passedOver > 0 ? [`${short(passedOver)} in batches imported before`] : []),
    ...(rejected > 0 ? [`${short(rejected)} rejected`] : []),
    ...(dryRun ? [] : [`${short(observations)} observations`]),
  ];
  return `${name}: ${short(events)} events in ${duration(ms / 1000)}: ${parts.join(', ')}`;
};

const HELP = `
CSV has a header line, Parquet names its columns. On the left of --map stand event fields (account, at, id, kind, requests, tokens_in, tokens_out,
tool_calls, model, capability, stream, client) and signal types; without --map the columns bear these names themselves.
Times are RFC 3339 or epoch seconds or milliseconds; an empty cell is an absent value; kind is "session" unless given.

Every event of a file counts once: the digest of the file (and of the mapping) is the key, so running the same command
again resumes where it stopped, or changes nothing. What is refused goes to <home>/rejects with line and reason.

Exit codes: 0 all events are in, 2 some were rejected, 130 interrupted, others: nothing more was written; run it again.
`;

const interrupted = (): RingfenceError =>
  new RingfenceError({
    type: 'interrupted',
    detail: 'The import was interrupted.',
    mend: 'Run the same command again: it goes on where it stopped.',
    exitCode: 130,
  });
