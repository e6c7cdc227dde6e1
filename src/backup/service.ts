import { RingfenceError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { compareVersions } from '../graph/migration-files.ts';
import { type Exported, exportGraph } from './export.ts';
import { FORMAT, type Footer, type Header } from './format.ts';
import { loadStore } from './load-store.ts';
import { verifyBackup } from './read-file.ts';
import { type Restored, restoreGraph } from './restore.ts';
import { openScratch } from './scratch.ts';
import { backupStore } from './store.ts';
import { backupFile } from './write-file.ts';

/** What tells a service key from another; see src/signals/fingerprint.ts. */
interface KeyCheck {
  readonly id: string;
  readonly check: string;
}

export interface BackupOptions {
  /** Speaks exact values. */
  readonly graph: Graph;
  readonly path: string;
  /** Replace a file that is there. */
  readonly force: boolean;
  readonly neo4j: string;
  readonly product: string;
  readonly serviceKeys: readonly KeyCheck[];
  /** Epoch milliseconds. */
  now(): number;
  readonly signal: AbortSignal;
  onProgress(nodes: number, total: number, part: string): void;
}

export interface BackedUp extends Exported {
  readonly bytes: number;
  readonly footer: Footer;
  readonly header: Header;
  /** Nodes that have none of the labels of this product: they are not in the file. */
  readonly foreign: number;
}

/** Writes a backup of a graph of any version of the schema. Throws `nothing-to-back-up`, `restore-unfinished`, and what writing throws. */
export const makeBackup = async (options: BackupOptions): Promise<BackedUp> => {
  const { graph, path, now, signal } = options;
  const store = backupStore(graph);
  const migrations = (await store.migrations()).toSorted((a, b) => compareVersions(a.version, b.version));
  const identities = await store.identities();
  if (migrations.length === 0 || !identities.has('Account')) throw nothingThere();
  if (migrations.some(({ version }) => version === 'restoring')) throw halfRestored();
  const header: Header = {
    backup: 'ringfence',
    format: FORMAT,
    createdAt: new Date(now()).toISOString(),
    product: options.product,
    neo4j: options.neo4j,
    migrations: migrations.map(({ version, description, checksum }) => ({ version, description, checksum })),
    serviceKeys: options.serviceKeys.map(({ id, check }) => ({ id, check })),
    identities: Object.fromEntries([...identities].map(([label, keys]) => [label, [...keys]])),
  };
  const total = await store.countNodes();
  let known = 0;
  for (const label of identities.keys()) known += await store.countLabel(label);
  const file = await backupFile(path, header, options.force);
  const scratch = openScratch();
  try {
    const exported = await exportGraph({
      ...{ store, file, scratch, identities, signal },
      onProgress: (nodes, part) => options.onProgress(nodes, total, part),
      clock: () => performance.now(),
    });
    const { footer, bytes } = await file.finish();
    return { ...exported, footer, bytes, header, foreign: Math.max(0, total - known) };
  } catch (error) {
    await file.discard();
    throw error;
  } finally {
    scratch.close();
  }
};

export interface RestoreBackupOptions {
  /** Speaks exact values. */
  readonly graph: Graph;
  readonly path: string;
  readonly force: boolean;
  readonly withoutApiKeys: boolean;
  /** Throws where these migrations and the ones of this version contradict each other, `database-newer` among them. */
  assertKnown(migrations: Header['migrations']): Promise<void>;
  /** Brings the schema to a version, to the newest for null, in spite of the mark. */
  migrate(version: string | null): Promise<void>;
  /** The header, once the whole file was read and found good, before anything is written. */
  onVerified(header: Header): Promise<void>;
  readonly signal: AbortSignal;
  onProgress(what: string, done: number, total: number | null): void;
}

/** Reads the whole file, then writes it. Throws `backup-newer` and what verifying and restoring throw. */
export const restoreBackup = async (options: RestoreBackupOptions): Promise<Restored & { readonly header: Header }> => {
  const { graph, path, signal } = options;
  const backup = await verifyBackup(path, signal);
  const { header } = backup;
  try {
    await options.assertKnown(header.migrations);
  } catch (error) {
    if (error instanceof RingfenceError && error.type === 'database-newer') throw newer(path, header);
    throw error;
  }
  await options.onVerified(header);
  return { header, ...(await restoreGraph({ ...options, store: loadStore(graph), backup })) };
};

const newer = (path: string, { product, migrations }: Header): RingfenceError =>
  new RingfenceError({
    type: 'backup-newer',
    exitCode: 78,
    detail: `${path} was made by ringfence ${product} at schema ${migrations.at(-1)!.version}, which is newer than this version knows. Nothing was written.`,
    mend: `Restore it with ringfence ${product} or newer.`,
  });

const nothingThere = (): RingfenceError =>
  new RingfenceError({
    type: 'nothing-to-back-up',
    exitCode: 66,
    detail: 'This database was never used by ringfence: it has none of its schema.',
    mend: 'Check NEO4J_URI and neo4j.database.',
  });

const halfRestored = (): RingfenceError =>
  new RingfenceError({
    type: 'restore-unfinished',
    exitCode: 78,
    detail: 'This database is half restored; a backup of it would be worth nothing.',
    mend: 'End the restore first: `ringfence restore <file> --force`.',
  });
