import { type Identities, identityOf, type Properties } from './format.ts';
import type { Scratch } from './scratch.ts';
import type { AccountRow, BackupStore, ObservationRow, Outgoing } from './store.ts';
import type { BackupFile } from './write-file.ts';

/** Accounts locked and read in one transaction. Ingest that wants one of them waits for some 20 to 50 ms. */
const ACCOUNTS = 250;
const VERSIONS = 5_000;
const RINGS = 100;
/** Ingest is held when a sweep finds no more accounts changed than this: they are read again within a second. */
const FEW = 500;
/** After so many sweeps ingest is held whatever is left. */
const SWEEPS = 8;
const SETTLE_EVERY = 500;

/** What a backup does not hold, each with its reason; every other label that the schema has a key for is carried. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  Migration: 'The header names them, and a restore makes them anew.',
  MigrationLock: 'Of a process that is at work.',
  Lease: 'Of a process that is at work.',
  NetworkTable: 'Of one pass: addresses are classed anew at the first start.',
  Session: 'One that ended since must not come back: people log in again.',
};
/** Written in parts of their own. */
const APART = ['Account', 'Batch', 'BatchChunk', 'Run', 'Ring', 'Campaign', 'Published'];
/** A node is read after those that refer to it, so that what they refer to is in the file. */
const ORDER = ['Signal', 'IpPrefix', 'Asn'];
// The audit trail grows meanwhile: its entries are read after its head, and what they name after them.
const LAST = ['TemplatePattern', 'TemplateLog', 'AuditEntry', 'AuditSubject'];

export interface ExportOptions {
  readonly store: BackupStore;
  readonly file: BackupFile;
  readonly scratch: Scratch;
  readonly identities: Identities;
  readonly signal: AbortSignal;
  /** Nodes written so far. */
  onProgress(nodes: number, part: string): void;
  /** Milliseconds of a clock that only goes forward. */
  clock(): number;
}

export interface Exported {
  /** How long ingest was held, ms. */
  readonly heldMs: number;
  /** The run that readers see; null before the first. */
  readonly published: string | null;
  readonly apiKeys: number;
}

/**
 * Writes the graph into a backup while the service goes on. The file has the state of ingest at one moment: accounts are read while
 * they change, those that changed are read again and again, and for the last few of them, and for the markers that say which batches
 * are in, ingest is held for a moment. So a batch is wholly in or out, chunk by chunk, and one that is sent again after a
 * restore is counted exactly once. Signals, prefixes and templates are read after that: they may be newer, never older.
 */
export const exportGraph = async (options: ExportOptions): Promise<Exported> => {
  const { store, file, scratch, identities, signal, clock } = options;
  let nodes = 0;
  let apiKeys = 0;
  let part = '';

  const begin = (name: string): void => {
    part = name;
    file.put(['part', name]);
  };
  const node = (labels: readonly string[], properties: Properties): void => {
    const first = identityOf(labels, identities);
    file.put([
      'n',
      first === undefined ? labels : [first, ...labels.filter((label) => label !== first).sort()],
      properties,
    ]);
    nodes++;
  };
  const settle = async (): Promise<void> => {
    signal.throwIfAborted();
    await file.settle();
    options.onProgress(nodes, part);
  };

  const writeAccounts = async (page: {
    accounts: readonly AccountRow[];
    observations: readonly ObservationRow[];
  }): Promise<void> => {
    for (const { id, events, labels, properties } of page.accounts) {
      node(labels, properties);
      scratch.see(id, Number(events ?? 0));
    }
    for (const { account, type, signal: key, labels, properties } of page.observations) {
      file.put(['r', type, ['Account', account], ['Signal', key], properties]);
      if (labels.includes(MERGED)) scratch.refer(key, { labels, properties: likeSignal(key, properties) });
    }
    await settle();
  };

  const allAccounts = async (): Promise<void> => {
    begin('accounts');
    for (let after = ''; ; ) {
      const page = await store.accounts(after, ACCOUNTS);
      if (page.accounts.length === 0) return;
      await writeAccounts(page);
      after = page.accounts.at(-1)!.id;
    }
  };

  /** Reads accounts again that are new or changed since they were read. How many. */
  const sweep = async (): Promise<number> => {
    begin('accounts');
    let changed = 0;
    for (let after = ''; ; ) {
      const { ids, events } = await store.versions(after, VERSIONS);
      if (ids.length === 0) return changed;
      const stale = ids.filter((id, i) => scratch.eventsSeen(id) !== events[i]);
      for (let i = 0; i < stale.length; i += ACCOUNTS) {
        await writeAccounts(await store.accountsAgain(stale.slice(i, i + ACCOUNTS)));
      }
      changed += stale.length;
      after = ids.at(-1)!;
    }
  };

  /** The runs that have ended, and the rings and campaigns of the published ones. Whole for the run that readers see: see `runs`. */
  const tryRuns = async (): Promise<string | null> => {
    begin('runs');
    const published = await store.publishedRun();
    const runs = await store.endedRuns();
    const inFile = new Set(runs.filter(({ state }) => state === 'published').map(({ id }) => id));
    for (const { labels, properties } of runs) node(labels, properties);
    const classed = await store.relationshipsOf('Run', 'id', [...inFile], identities);
    relationships('Run', classed);
    for (const run of inFile) {
      for await (const page of store.rings(run, RINGS, identities)) {
        for (const { labels, properties } of page.rings) node(labels, properties);
        let gathered = 0;
        for await (const { ring, account, properties } of page.members) {
          file.put(['r', 'MEMBER_OF', ['Account', account], ['Ring', ring, run], properties]);
          if (++gathered % SETTLE_EVERY === 0) await settle();
        }
        const own = page.relationships.filter(({ to }) => to?.[0] !== 'Ring' || inFile.has(String(to[2])));
        relationships('Ring', own, run);
        await settle();
      }
      for await (const page of store.campaigns(run, RINGS))
        for (const { labels, properties } of page) node(labels, properties);
    }
    if (published !== null) node(['Published'], { name: 'rings', run: published });
    await settle();
    return published;
  };

  /** A run that is published meanwhile may make the rings of an older one go: then all runs are read once more. */
  const runs = async (): Promise<string | null> => {
    for (;;) {
      const published = await tryRuns();
      if ((await store.publishedRun()) === published) return published;
    }
  };

  /** Relationships that begin at nodes of a label; `rest` is what their key has beside the first part. */
  const relationships = (label: string, rows: readonly Outgoing[], ...rest: readonly string[]): void => {
    for (const { key, type, to, properties } of rows) {
      if (to !== null && !Object.hasOwn(LEFT_OUT, to[0])) file.put(['r', type, [label, key, ...rest], to, properties]);
    }
  };

  const allOf = async (label: string, reader?: Parameters<BackupStore['nodes']>[2]): Promise<void> => {
    const keys = identities.get(label)!;
    for await (const page of store.nodes(label, keys, reader)) {
      for (const { key, labels, properties } of page) {
        node(labels, properties);
        if (label === 'Signal' && labels.includes(MERGED)) scratch.written(String(key));
        if (label === 'ApiKey') apiKeys++;
      }
      if (keys.length === 1 && !APART.includes(label)) {
        const asked = page.map(({ key }) => key);
        relationships(label, await store.relationshipsOf(label, keys[0]!, asked, identities));
      }
      await settle();
    }
  };

  await allAccounts();
  const published = await runs();
  for (let sweeps = 1; sweeps < SWEEPS && (await sweep()) > FEW; ) sweeps++;
  let heldMs = 0;
  await store.whileIngestWaits(async (reader) => {
    const began = clock();
    await sweep();
    begin('batches');
    for (const label of ['Batch', 'BatchChunk'].filter((it) => identities.has(it))) await allOf(label, reader);
    heldMs = clock() - began;
  });
  begin('signals and the rest');
  for (const label of restOf(identities)) await allOf(label);
  // A template that was merged into another while this was read, and whose signal went: the merge moves it on after a restore.
  for (const { labels, properties } of scratch.missing()) node(labels, properties);
  await settle();
  return { heldMs, published, apiKeys };
};

/** Signals of this label can go while accounts are read: src/templates merges them and moves what accounts show. */
const MERGED = 'PromptTemplate';

/** What can be said of a signal that went, by one observation of it. */
const likeSignal = (key: string, { first = null, last = null }: Properties): Properties => {
  const type = key.slice(0, key.indexOf(':'));
  return { key, type, hint: '', firstSeen: first, lastSeen: last };
};

/** Labels of the last part, in order. */
const restOf = (identities: Identities): string[] => {
  const own = [...identities.keys()]
    .filter((label) => !Object.hasOwn(LEFT_OUT, label) && !APART.includes(label))
    .sort();
  const middle = own.filter((label) => !ORDER.includes(label) && !LAST.includes(label));
  const there = (label: string): boolean => own.includes(label);
  return [...ORDER.filter(there), ...middle, ...LAST.filter(there)];
};
