import { RingfenceError } from '../errors.ts';
import { type Header, type Identities, identityOf, type NodeRef } from './format.ts';
import type { LoadStore, NodeKind, NodeToLoad, RelationshipKind, RelationshipToLoad } from './load-store.ts';
import { backupLines, type VerifiedBackup } from './read-file.ts';

/** Rows of one transaction, and transactions at work at once. */
const ROWS = 1_000;
const IN_FLIGHT = 3;

export interface RestoreOptions {
  readonly store: LoadStore;
  readonly path: string;
  readonly backup: VerifiedBackup;
  /** Remove what is in the database. */
  readonly force: boolean;
  readonly withoutApiKeys: boolean;
  readonly signal: AbortSignal;
  /** Brings the schema to this version of it, or to the newest. */
  migrate(version: string | null): Promise<void>;
  /** `done` of `total` lines, or rows removed. */
  onProgress(what: string, done: number, total: number | null): void;
}

export interface Restored {
  readonly nodes: number;
  readonly relationships: number;
  /** Relationships to what was removed (an account was erased, a draft redrawn) while the backup was made: they lead nowhere. */
  readonly leftOut: number;
  readonly apiKeys: number;
}

/**
 * Writes a verified backup into an empty database. A mark goes in first and out last, and no version of the service starts while
 * it is there; whatever happens in between, the way on is the same command with `force`. Throws `database-not-empty`,
 * `backup-broken`, and what migrations throw.
 */
export const restoreGraph = async (options: RestoreOptions): Promise<Restored> => {
  const { store, path, backup, signal } = options;
  const { header, footer } = backup;
  const identities: Identities = new Map(Object.entries(header.identities));
  const content = await store.countContent();
  if (content > 0 && !options.force) throw notEmpty(content);

  await store.begin(`a restore from ${header.createdAt} that has not ended: restore again with --force`, footer.sha256);
  let removed = 0;
  await store.empty((count) => {
    removed += count;
    options.onProgress('emptying', removed, null);
  });
  await options.migrate(header.migrations.at(-1)!.version);

  const counts = { nodes: new Map<string, number>(), relationships: new Map<string, number>() };
  let leftOut = 0;
  const nodes = gather<NodeKind, NodeToLoad>((kind, rows) => store.loadNodes(kind, rows), signal);
  const relationships = gather<RelationshipKind, RelationshipToLoad>(async (kind, rows) => {
    const written = await store.loadRelationships(kind, rows);
    leftOut += rows.length - written;
    counts.relationships.set(kind.type, (counts.relationships.get(kind.type) ?? 0) + written);
  }, signal);
  let apiKeys = 0;
  let done = 0;
  const total = footer.lines;
  const step = (what: string): void => {
    if (++done % ROWS === 0) options.onProgress(what, done, total);
  };

  // Twice through the file: a relationship may stand before the node that it ends at.
  for await (const line of backupLines(path, backup)) {
    if (line[0] !== 'n') continue;
    const [, labels, properties] = line;
    const label = identityOf(labels, identities);
    if (label === undefined) throw unknownLabel(labels);
    if (label === 'ApiKey' && options.withoutApiKeys) continue;
    if (label === 'ApiKey') apiKeys++;
    const keys = identities.get(label)!;
    const key = keys.map((name) => properties[name] ?? null);
    const others = labels.filter((it) => it !== label);
    for (const also of others.length === 0 ? [label] : others) {
      await nodes.add(`${label}:${also}`, { label, keys, also }, { key, properties });
    }
    counts.nodes.set(label, (counts.nodes.get(label) ?? 0) + 1);
    step('nodes');
  }
  await nodes.end();
  for await (const line of backupLines(path, backup)) {
    if (line[0] !== 'r') continue;
    const [, type, from, to, properties] = line;
    const kind = { type, from: endOf(from, identities), to: endOf(to, identities) };
    await relationships.add(`${type}:${from[0]}:${to[0]}`, kind, { from: from.slice(1), to: to.slice(1), properties });
    step('relationships');
  }
  await relationships.end();
  await compare(counts, store);
  await store.newTemplateLog();
  await options.migrate(null);
  await store.end();
  return { nodes: sum(counts.nodes), relationships: sum(counts.relationships), leftOut, apiKeys };
};

/** Rows by kind, written as soon as there are enough of one. The first failure is thrown by the next call. */
const gather = <Kind, Row>(write: (kind: Kind, rows: readonly Row[]) => Promise<void>, signal: AbortSignal) => {
  const waiting = new Map<string, { readonly kind: Kind; rows: Row[] }>();
  const atWork = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const begin = async (kind: Kind, rows: readonly Row[]): Promise<void> => {
    if (atWork.size >= IN_FLIGHT) await Promise.race(atWork);
    signal.throwIfAborted();
    if (failure) throw failure.error;
    const work = write(kind, rows)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => atWork.delete(work));
    atWork.add(work);
  };
  return {
    async add(name: string, kind: Kind, row: Row): Promise<void> {
      const group = waiting.get(name) ?? { kind, rows: [] };
      waiting.set(name, group);
      group.rows.push(row);
      if (group.rows.length < ROWS) return;
      waiting.delete(name);
      await begin(kind, group.rows);
    },
    async end(): Promise<void> {
      for (const { kind, rows } of waiting.values()) await begin(kind, rows);
      waiting.clear();
      await Promise.all(atWork);
      if (failure) throw failure.error;
    },
  };
};

/** What is in the database is what was in the file, and had its ends there. */
const compare = async (
  { nodes, relationships }: { nodes: ReadonlyMap<string, number>; relationships: ReadonlyMap<string, number> },
  store: LoadStore,
): Promise<void> => {
  for (const [label, expected] of nodes) check(label, expected, await store.countLabel(label));
  for (const [type, expected] of relationships) check(type, expected, await store.countType(type));
};

const check = (name: string, expected: number, found: number): void => {
  if (expected === found) return;
  throw new RingfenceError({
    type: 'restore-differs',
    exitCode: 70,
    detail: `The backup holds ${expected} ${name}; the database has ${found} now.`,
    mend: 'Stop every service that writes to this database, and restore again with --force.',
  });
};

const endOf = (ref: NodeRef, identities: Identities) => {
  const keys = identities.get(ref[0]);
  if (keys === undefined || keys.length !== ref.length - 1) throw unknownLabel([ref[0]]);
  return { label: ref[0], keys };
};

const sum = (counts: ReadonlyMap<string, number>): number => counts.values().reduce((total, count) => total + count, 0);

const notEmpty = (content: number): RingfenceError =>
  new RingfenceError({
    type: 'database-not-empty',
    exitCode: 73,
    detail: `The database is not empty: it has ${content} nodes.`,
    mend: 'Restore into an empty database, or give --force, which removes everything that is in this one first.',
  });

const unknownLabel = (labels: readonly string[]): RingfenceError =>
  new RingfenceError({
    type: 'backup-broken',
    exitCode: 65,
    detail: `The backup holds a node of a kind (${labels.join(', ')}) that its header does not know.`,
    mend: 'Restore an older backup with --force, and report this one.',
  });

/** Checks the header against this version and this home before anything is written. The ids of service keys that differ. */
export const changedServiceKeys = (header: Header, mine: readonly { id: string; check: string }[]): string[] =>
  header.serviceKeys
    .filter(({ id, check: known }) => mine.find((key) => key.id === id)?.check !== known)
    .map(({ id }) => id);
