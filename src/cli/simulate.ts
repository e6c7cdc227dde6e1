import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Command, InvalidArgumentError } from 'commander';
import { parse } from 'yaml';
import { RingfenceError } from '../errors.ts';
import {
  namedScenario,
  SCENARIO_NAMES,
  type Scenario,
  type ScenarioName,
  scaled,
  scenarioSchema,
  simulate,
  truth,
} from '../simulate/index.ts';
import type { CliContext } from './context.ts';
import { progress, short } from './progress.ts';

const EVENTS = 'events.ndjson.gz';
const TRUTH = 'truth.ndjson.gz';

/** `ringfence simulate`: a population with its campaigns as NDJSON, and who is what in a file of its own. */
export const simulateCommand = (context: CliContext): Command =>
  new Command('simulate')
    .description('write the events of a simulated population, and its truth, to a folder')
    .requiredOption('--scenario <file>', `scenario file (YAML or JSON), or one of ${SCENARIO_NAMES.join(', ')}`)
    .requiredOption('--out <folder>', `folder for ${EVENTS} and ${TRUTH}`)
    .option('--seed <number>', "another seed than the scenario's", seedNumber)
    .option('--scale <factor>', 'so many times the accounts', scaleFactor, 1)
    .action(async (options: { scenario: string; out: string; seed?: number; scale: number }) => {
      const scenario = scaled(await loadScenario(context, options.scenario, options.seed), options.scale);
      const folder = resolve(context.cwd, options.out);
      const written = await writeSimulation(context, scenario, folder);
      context.stdout.write(
        `${join(options.out, EVENTS)}  ${short(written.events)} events, ${short(written.eventBytes)} bytes\n` +
          `${join(options.out, TRUTH)}  ${short(written.accounts)} accounts, ${short(written.truthBytes)} bytes\n`,
      );
    });

/** Reads and checks a scenario, or takes the named one. Throws `invalid-scenario`, naming every wrong key. */
const loadScenario = async (context: CliContext, named: string, seed: number | undefined): Promise<Scenario> => {
  if (isNamed(named)) return namedScenario(named, seed === undefined ? {} : { seed });
  const given = await readScenario(resolve(context.cwd, named));
  const parsed = scenarioSchema.safeParse(seed === undefined ? given : { ...given, seed });
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.') || '(top)'}: ${message}`);
  throw invalid(`the scenario is not valid:\n  ${lines.join('\n  ')}`, 'docs/simulator.md lists every key.');
};

const isNamed = (text: string): text is ScenarioName => (SCENARIO_NAMES as readonly string[]).includes(text);

const readScenario = async (file: string): Promise<object> => {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw invalid(
      `the scenario ${file} cannot be read (${cause.code})`,
      `Check the path, or say one of ${SCENARIO_NAMES.join(', ')}.`,
    );
  });
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw invalid(`${file} is not valid YAML or JSON: ${(error as Error).message}`, 'Mend the syntax.');
  }
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalid(`${file} must hold a mapping`, 'Begin with a key.');
  return value;
};

const invalid = (detail: string, mend: string) =>
  new RingfenceError({ type: 'invalid-scenario', detail, mend, exitCode: 78 });

interface Written {
  readonly events: number;
  readonly accounts: number;
  readonly eventBytes: number;
  readonly truthBytes: number;
}

/**
 * Streams both files beside their final names and renames them when both are whole: a reader never sees half a file,
 * and a run that is stopped leaves what was there. The pipeline asks for lines only as fast as the disk takes them.
 */
const writeSimulation = async (context: CliContext, scenario: Scenario, folder: string): Promise<Written> => {
  const run = randomUUID();
  const files = [TRUTH, EVENTS].map((name) => ({
    path: join(folder, name),
    partial: join(folder, `.${name}.${run}.partial`),
  }));
  const [truthFile, eventFile] = files as [(typeof files)[0], (typeof files)[0]];
  const bar = progress(context, { title: 'simulate', total: scenario.days, unit: 'days' });
  let events = 0;
  let accounts = 0;
  const countedEvents = function* () {
    for (const event of simulate(scenario, { onDay: (days) => bar.update(days, `${short(events)} events`) })) {
      events++;
      yield event;
    }
  };
  const countedTruth = function* () {
    for (const row of truth(scenario)) {
      accounts++;
      yield row;
    }
  };
  try {
    await mkdir(folder, { recursive: true });
    await writeLines(countedTruth(), truthFile.partial, context.stopped);
    await writeLines(countedEvents(), eventFile.partial, context.stopped);
    for (const { path, partial } of files) await rename(partial, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !FILE_ERRORS[code]) throw error;
    throw new RingfenceError({
      type: 'cannot-write',
      detail: `cannot write to ${folder}: ${FILE_ERRORS[code]}`,
      mend: 'Choose another folder with --out.',
      exitCode: 73,
      cause: error,
    });
  } finally {
    bar.stop();
    // What went wrong before is the news, not that there is nothing to remove.
    for (const { partial } of files) await rm(partial, { force: true }).catch(() => undefined);
  }
  const [truthSize, eventSize] = await Promise.all([stat(truthFile.path), stat(eventFile.path)]);
  return { events, accounts, eventBytes: eventSize.size, truthBytes: truthSize.size };
};

const FILE_ERRORS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EACCES: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is no folder',
  EEXIST: 'a file of that name is in the way',
  EDQUOT: 'the quota is used up',
};

const writeLines = (rows: Iterable<unknown>, file: string, signal: AbortSignal): Promise<void> =>
  pipeline(Readable.from(chunks(rows)), createGzip({ level: 9 }), createWriteStream(file), { signal });

/** Lines in blocks of some 64 KiB: one write a line would spend the time on the stream. */
async function* chunks(rows: Iterable<unknown>): AsyncGenerator<Buffer> {
  let lines: string[] = [];
  let length = 0;
  for (const row of rows) {
    const line = `${JSON.stringify(row)}\n`;
    lines.push(line);
    length += line.length;
    if (length < 65_536) continue;
    yield Buffer.from(lines.join(''));
    // Lets signals and the bar through: the generator itself never waits.
    await new Promise((resume) => setImmediate(resume));
    lines = [];
    length = 0;
  }
  yield Buffer.from(lines.join(''));
}

const seedNumber = (text: string): number => {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= 0xffff_ffff) return value;
  throw new InvalidArgumentError('a whole number from 0 to 4294967295');
};

const scaleFactor = (text: string): number => {
  const value = Number(text);
  if (value > 0 && value <= 100) return value;
  throw new InvalidArgumentError('a number above 0, at most 100');
};
