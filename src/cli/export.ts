import { resolve } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { pino } from 'pino';
import type { z } from 'zod';
import { RingfenceError } from '../errors.ts';
import {
  type ExportQuery,
  exportQueries,
  FORMATS,
  type FormatName,
  SUBJECTS,
  type Subject,
} from '../exports/schema.ts';
import type { OpenExport } from '../exports/service.ts';
import { createLog } from '../log.ts';
import { ringFilters } from '../rings/schema.ts';
import { commandActor } from './command-actor.ts';
import { openCommandService } from './command-service.ts';
import type { CliContext } from './context.ts';
import { usage } from './file-format.ts';
import { duration, progress, short } from './progress.ts';
import { wholeFile } from './rings-file.ts';
import { toStandardOutput } from './standard-output.ts';

type Options = Readonly<Record<string, string | string[] | boolean | undefined>> & {
  readonly format?: FormatName;
  readonly out: string;
};

const QUERIES = exportQueries(ringFilters);
/** Said by options of their own. */
const NOT_FILTERS = new Set(['format', 'bom', 'end']);
const FILTERS = Object.entries(QUERIES.accounts.shape as Record<string, z.ZodType>).filter(
  ([name]) => !NOT_FILTERS.has(name),
);

/** `ringfence export rings|accounts`: a run's rings or their accounts as one file, whole or not at all. */
export const exportCommand = (context: CliContext): Command => {
  const command = new Command('export')
    .description('write the rings of a run, or the accounts in them, as CSV, NDJSON or Parquet')
    .addArgument(new Argument('<subject>', 'what to export').choices(SUBJECTS))
    .addOption(new Option('--format <format>', 'default: by the name of --out, else csv').choices(FORMATS))
    .option('--out <file>', 'write to this file; - is standard output', '-')
    .option('--bom', 'begin CSV with a byte order mark, which Excel needs to read UTF-8')
    .option('--end', 'end NDJSON with a line that counts the rows');
  for (const [name, schema] of FILTERS) command.addOption(filterOption(name, schema));
  return command.addHelpText('after', HELP).action(async (subject: Subject, options: Options) => {
    const format = options.format ?? formatOf(options.out);
    const query = queryOf(subject, options);
    if (options.out === '-' && format === 'parquet' && context.stdout.isTTY) {
      throw usage('Parquet is no text for a terminal: give --out FILE, or send standard output elsewhere.');
    }
    await using stack = new AsyncDisposableStack();
    const file =
      options.out === '-' ? null : stack.adopt(await wholeFile(resolve(context.cwd, options.out)), (it) => it.close());
    const config = await context.config();
    const log = createLog({ log: { level: 'warn' } }, pino.destination({ dest: 2, sync: true }));
    const { app } = stack.adopt(await openCommandService(context, config, log), (it) => it.close());
    const opened = await app.exports.open(subject, format, query);
    const action = subject === 'rings' ? 'exportRings' : 'exportAccounts';
    const written = options.out === '-' ? [] : [{ kind: 'file' as const, id: resolve(context.cwd, options.out) }];
    const targets = [{ kind: 'run' as const, id: opened.run }, ...written];
    await app.record({ actor: commandActor(), action, targets, before: null, after: null });
    await shown(context, opened, options.out, async (pieces) => {
      if (file !== null) await file.write(pieces);
      else await toStandardOutput(context, pieces);
    });
  });
};

/** `minScore` → `--min-score <value>`; lists may be given several times or with commas. */
const filterOption = (name: string, schema: z.ZodType): Option => {
  const { description, example } = schema.meta() ?? {};
  const isList = Array.isArray(example);
  const option = new Option(`${optionOf(name)} <value>`, `${description} ${isList ? 'May be repeated.' : ''}`.trim());
  return isList ? option.argParser((value: string, before: string[] = []) => [...before, value]) : option;
};

const optionOf = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const queryOf = (subject: Subject, options: Options): ExportQuery => {
  const given = Object.fromEntries(
    FILTERS.flatMap(([name]) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
  const read = QUERIES[subject].strict().safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    if (issue?.code === 'unrecognized_keys') throw usage(`${issue.keys.map(optionOf).join(', ')} is for accounts.`);
    throw usage(`${optionOf(String(issue?.path[0]))}: ${issue?.message}.`);
  }
  return { ...(read.data as ExportQuery), bom: options['bom'] === true, end: options['end'] === true };
};

const formatOf = (out: string): FormatName => {
  if (out === '-' || /\.csv$/i.test(out)) return 'csv';
  if (/\.(ndjson|jsonl)$/i.test(out)) return 'ndjson';
  if (/\.parquet$/i.test(out)) return 'parquet';
  throw usage(`The format of ${out} is not known: give --format ${FORMATS.join(', ')}.`);
};

/** Runs the export with the rows so far on standard error. */
const shown = async (
  context: CliContext,
  opened: OpenExport,
  out: string,
  write: (pieces: AsyncIterable<string | Uint8Array>) => Promise<void>,
): Promise<void> => {
  const bar = progress(context, { title: `exporting ${opened.subject} of ${opened.run}`, unit: 'rows' });
  const started = context.now();
  const pieces = async function* () {
    for await (const piece of opened.pieces(context.stopped)) {
      yield piece;
      bar.update(opened.rows);
    }
  };
  try {
    await write(pieces());
  } catch (error) {
    bar.stop('stopped');
    throw context.stopped.aborted ? interrupted() : error;
  }
  const seconds = (context.now() - started) / 1000;
  bar.update(opened.rows);
  bar.stop(`done in ${duration(seconds)}${out === '-' ? '' : `: ${short(opened.rows)} rows in ${out}`}`);
};

const interrupted = (): RingfenceError =>
  new RingfenceError({
    type: 'interrupted',
    detail: 'The export was interrupted.',
    mend: 'No file was written; what went to standard output is not whole.',
    exitCode: 130,
  });

const HELP = `
The filters are those of GET /v1/rings; times are RFC 3339. Without --run it is the published run. The same run gives the
same rows in the same order. A file appears when it is whole; standard output is whole when the exit code is 0.
`;
