import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RingfenceError } from '../errors.ts';
import type { Graph } from './graph.ts';
import { compareVersions, type Migration, readMigrations } from './migration-files.ts';
import { cypher } from './queries.ts';

export interface MigrateOptions {
  /** Folder of numbered Cypher files; the product's own when absent. */
  readonly dir?: string;
  /** Epoch milliseconds. */
  now(): number;
  /** Who migrates, unique to this process: it holds the lock under this name. */
  readonly holder: string;
  readonly onStep?: (text: string) => void;
  /** How long another instance's migration is waited for, ms. */
  readonly waitMs?: number;
  /** How long the lock outlives an instance that died, seconds of the server's clock. */
  readonly leaseSeconds?: number;
  /** Not beyond this version: a restore loads data into the schema that the data is of. */
  readonly through?: string;
  /** The database is being restored, and this is the restore's own call: its mark is passed over. */
  readonly restoring?: boolean;
}

export interface Migrated {
  /** Migrations that this call applied, in order. */
  readonly applied: readonly { version: string; description: string; millis: number }[];
  /** Version of the schema now; `0` for none. */
  readonly version: string;
}

interface Applied {
  readonly version: string;
  readonly description: string;
  readonly checksum: string;
}

export const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../cypher/migrations/', import.meta.url));

/**
 * Brings the schema to the newest migration. Neo4j allows no schema and data changes in one transaction, so every
 * statement is a transaction of its own and must be idempotent (IF NOT EXISTS, MERGE): after a crash in the middle of a
 * file the file runs again from its first statement. A lock in the graph lets one instance at a time migrate; the others
 * wait and then find the work done. Throws `migration-changed`, `migration-missing`, `migration-out-of-order`,
 * `database-newer`, `restore-unfinished`, `migration-locked`, `migration-lock-lost`, or `migration-failed`.
 */
export const migrate = async (graph: Graph, options: MigrateOptions): Promise<Migrated> => {
  const { through } = options;
  const files = (await readMigrations(options.dir ?? MIGRATIONS_FOLDER)).filter(
    (file) => through === undefined || compareVersions(file.version, through) <= 0,
  );
  const version = files.at(-1)?.version ?? '0';
  const history = async (): Promise<Applied[]> =>
    withoutMark(await appliedMigrations(graph), options.restoring ?? false);
  // The usual start finds nothing to do and needs no lock.
  if (pending(files, await history()).length === 0) return { applied: [], version };
  return withLock(graph, options, async (stillHeld) => {
    const applied: { version: string; description: string; millis: number }[] = [];
    for (const migration of pending(files, await history())) {
      options.onStep?.(`migration ${migration.version}: ${migration.description}`);
      const began = options.now();
      for (const [index, text] of migration.statements.entries()) {
        stillHeld();
        await runStatement(graph, migration, index, text);
      }
      stillHeld();
      const { description, checksum } = migration;
      const millis = options.now() - began;
      await graph.write(cypher('graph/migration-record'), {
        version: migration.version,
        description,
        checksum,
        millis,
        by: options.holder,
      });
      applied.push({ version: migration.version, description, millis });
    }
    return { applied, version };
  });
};

/** What is still to be applied. Throws where the graph's history and the files contradict each other. */
export const pending = (files: readonly Migration[], applied: readonly Applied[]): Migration[] => {
  const byVersion = new Map(files.map((file) => [file.version, file]));
  const newestFile = files.at(-1)?.version ?? '0';
  const history = applied.toSorted((a, b) => compareVersions(a.version, b.version));
  for (const { version, description, checksum } of history) {
    const file = byVersion.get(version);
    if (!file)
      throw compareVersions(version, newestFile) > 0 ? newer(version, newestFile) : missing(version, description);
    if (file.checksum !== checksum) throw changed(file);
  }
  const newestApplied = history.at(-1)?.version ?? '0';
  const todo = files.filter((file) => !history.some(({ version }) => version === file.version));
  const late = todo.find((file) => compareVersions(file.version, newestApplied) < 0);
  if (late) throw outOfOrder(late, newestApplied);
  return todo;
};

/** How the database stands to the files; writes nothing. Throws as `migrate` does where they contradict each other. */
export const schemaState = async (
  graph: Graph,
  dir: string = MIGRATIONS_FOLDER,
): Promise<{ applied: readonly Migration[]; pending: readonly Migration[] }> => {
  const files = await readMigrations(dir);
  const todo = pending(files, withoutMark(await appliedMigrations(graph), false));
  return { applied: files.filter((file) => !todo.includes(file)), pending: todo };
};

const appliedMigrations = (graph: Graph): Promise<Applied[]> => graph.read<Applied>(cypher('graph/migration-list'));

/** The mark of a restore, as `backup/begin-restore` writes it. Versions of the code that do not know it take it for a missing file. */
const RESTORING = 'restoring';

const withoutMark = (applied: readonly Applied[], restoring: boolean): Applied[] => {
  const mark = applied.find(({ version }) => version === RESTORING);
  if (mark && !restoring) throw unfinished(mark.description);
  return applied.filter((it) => it !== mark);
};

const runStatement = async (graph: Graph, migration: Migration, index: number, text: string): Promise<void> => {
  try {
    await graph.write({ name: `migration ${migration.version}, statement ${index + 1}`, text });
  } catch (error) {
    if (!(error instanceof RingfenceError) || error.type === 'graph-unavailable') throw error;
    throw new RingfenceError({
      type: 'migration-failed',
      exitCode: 70,
      detail: `The migration ${migration.file} stopped at its statement ${index + 1}: ${error.message}`,
      mend: 'Put right what the server complains about and migrate again; it begins with this file.',
      extra: error.extra,
    });
  }
};

/** Runs `work` while this holder has the lock; `work` calls `stillHeld` before each step it must not do without. */
const withLock = async <Result>(
  graph: Graph,
  options: MigrateOptions,
  work: (stillHeld: () => void) => Promise<Result>,
): Promise<Result> => {
  const { holder, leaseSeconds = 15, waitMs = 120_000 } = options;
  const take = async () => (await graph.write(cypher('graph/migration-lock'), { holder, leaseSeconds })).length > 0;
  await graph.write(cypher('graph/migration-lock-constraint'));
  const deadline = options.now() + waitMs;
  for (let said = false; !(await take()); await sleep(250)) {
    if (options.now() > deadline) throw locked(waitMs);
    if (!said) options.onStep?.('waiting for another instance that migrates');
    said = true;
  }
  let held = true;
  // A constraint on a large graph takes longer than the lease, so it is renewed beside the work.
  const renewal = setInterval(
    () => {
      take().then(
        (mine) => {
          held &&= mine;
        },
        () => undefined, // The statement at work meets the same fault and says it.
      );
    },
    (leaseSeconds * 1000) / 3,
  );
  try {
    return await work(() => {
      if (!held) throw lockLost();
    });
  } finally {
    clearInterval(renewal);
    await graph.write(cypher('graph/migration-unlock'), { holder }).catch(() => undefined);
  }
};

const stop = (type: string, detail: string, mend: string): RingfenceError =>
  new RingfenceError({ type, status: 503, exitCode: 78, detail, mend });

const changed = (file: Migration) =>
  stop(
    'migration-changed',
    `The migration ${file.file} was changed after this database applied it.`,
    'Restore the file as it was, and put the change into a new migration.',
  );

const missing = (version: string, description: string) =>
  stop(
    'migration-missing',
    `This database applied migration ${version} (${description}), whose file is missing here.`,
    'Restore the file; migrations are kept for ever.',
  );

const outOfOrder = (file: Migration, newest: string) =>
  stop(
    'migration-out-of-order',
    `The migration ${file.file} is older than ${newest}, which this database has applied already.`,
    `Give it a number above ${newest}.`,
  );

const newer = (version: string, newest: string) =>
  stop(
    'database-newer',
    `This database is at migration ${version}; this version of ringfence knows migrations up to ${newest} only.`,
    'Run the newer version of ringfence, or restore a backup made before it.',
  );

const unfinished = (description: string) =>
  stop(
    'restore-unfinished',
    `This database is half restored: it holds ${description}.`,
    'Run `ringfence restore <file> --force` again; it begins anew.',
  );

const locked = (waitMs: number) =>
  stop(
    'migration-locked',
    `Another instance has been migrating for more than ${Math.round(waitMs / 1000)} s.`,
    'Wait until it is done, then start again; the lock of a dead instance runs out by itself.',
  );

const lockLost = () =>
  stop(
    'migration-lock-lost',
    'Another instance took over the migration because this one was silent for too long.',
    'Start again; what is applied already is kept.',
  );
