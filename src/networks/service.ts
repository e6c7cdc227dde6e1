import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { repeat } from '../repeat.ts';
import { dueReason, type PassEnd, reclass } from './reclass.ts';
import { sourceSpecs } from './source.ts';
import { networkSources, type SourceStatus } from './sources.ts';
import {
  type AddressRow,
  factStatements,
  type GraphTable,
  markMixed,
  type NetworksStore,
  type Statement,
} from './store.ts';
import type { NetworkTable } from './table.ts';
import { type Watching, watchFiles } from './watch.ts';

export interface NetworksStatus {
  /** Whether the configuration points at any file. */
  readonly configured: boolean;
  readonly sources: readonly SourceStatus[];
  /** Of the table in use; '' for none. */
  readonly digest: string;
  /** Disjoint segments that the ranges of all lists come to, and ASNs of the lists. */
  readonly segments: number;
  readonly asns: number;
  readonly bytes: number;
}

type Outcome = PassEnd | 'not due' | 'waiting';

export interface NetworksService {
  /** The table in use; reads the files when nobody has yet. */
  table(): Promise<NetworkTable>;
  /** Writes that belong to addresses which somebody is about to write; none when nothing is configured. */
  statements(addresses: readonly AddressRow[]): Promise<readonly Statement[]>;
  status(): Promise<NetworksStatus>;
  /** By which lists the graph is classed, and why that is to be done anew; null when it is not. */
  graphStatus(): Promise<{ graph: GraphTable | null; due: ReturnType<typeof dueReason> }>;
  /**
   * Classes the addresses in the graph anew if they need it. `waiting`: a file of the configuration was never read, and what it
   * said before must not be wiped out meanwhile.
   */
  bringUpToDate(): Promise<Outcome>;
  /** Begins to watch the files, and the housekeeping. */
  open(): void;
  /** Ends both, after the page at work. */
  close(): Promise<void>;
}

/** How often a pass that another instance left half done is looked for, ms. */
const ROUND_MS = 600_000;
/** How long files must be at rest before they are read, ms. */
const SETTLE_MS = 500;

export interface NetworksOptions {
  readonly config: Config['networks'];
  readonly store: NetworksStore;
  readonly log: Logger;
  readonly settleMs?: number;
}

export const networksService = (options: NetworksOptions): NetworksService => {
  const { config, store, log } = options;
  const specs = sourceSpecs(config);
  const configured = specs.length > 0;
  const sources = networkSources(specs, log);
  let table: NetworkTable | undefined;
  /** Readings one after another, so that an older one never takes the place of a newer one. */
  let reading: Promise<unknown> = Promise.resolve();
  let passing: Promise<Outcome> | undefined;
  let watching: Promise<Watching | null> | undefined;

  const read = (): Promise<NetworkTable> => {
    const next = reading.then(async () => {
      const former = table;
      table = await sources.read();
      if (configured && former?.digest !== table.digest) {
        const { digest, segments, asns } = table;
        const files = sources.status.filter(({ entries }) => entries > 0).length;
        log.info({ files, segments, asns, digest }, 'networks of addresses are known by these files from now on');
      }
      return table;
    });
    reading = next.catch(() => undefined);
    return next;
  };

  let first: Promise<NetworkTable> | undefined;
  const current = async (): Promise<NetworkTable> => {
    first ??= read();
    await first;
    return table!;
  };

  /**
   * What was begun is finished whenever it is seen. But that the graph is classed by other lists is acted upon after a start or a
   * change of the files alone: two instances with different lists would else class each other's addresses anew for ever.
   */
  let owed = true;

  const pass = async (): Promise<Outcome> => {
    for (;;) {
      const now = await current();
      const why = dueReason(await store.table(), now);
      if (why === null || (!owed && (why === 'other lists' || why === 'never'))) return 'not due';
      if (!sources.whole) {
        log.warn(
          {
            missing: sources.status.filter(({ state }) => state !== 'read' && state !== 'kept').map(({ file }) => file),
          },
          'addresses in the graph keep the class they have until every file of `networks` was read once',
        );
        return 'waiting';
      }
      log.info({ why }, 'the addresses in the graph are classed anew');
      const end = await reclass({ store, log, current: () => table!, stopped: rounds.signal });
      if (end !== 'changed') return end;
    }
  };

  const bringUpToDate = (): Promise<Outcome> => {
    passing ??= pass()
      .then((outcome) => {
        owed &&= outcome !== 'done' && outcome !== 'not due';
        return outcome;
      })
      .finally(() => {
        passing = undefined;
      });
    return passing;
  };

  const rounds = repeat({
    work: bringUpToDate,
    everyMs: ROUND_MS,
    onError: (error) =>
      log.warn({ type: (error as { type?: unknown }).type }, 'addresses in the graph are not classed anew for now'),
  });

  return {
    table: current,

    async statements(addresses) {
      if (!configured || addresses.length === 0) return [];
      const now = await current();
      const facts = factStatements(now, addresses, now.knowsAsns);
      return [...facts, markMixed(now.digest)];
    },

    async status() {
      const { digest, segments, asns, bytes } = await current();
      return { configured, sources: sources.status, digest, segments, asns, bytes };
    },

    async graphStatus() {
      const [now, graph] = await Promise.all([current(), store.table()]);
      return { graph, due: dueReason(graph, now) };
    },

    bringUpToDate,

    open() {
      if (watching !== undefined || rounds.signal.aborted) return;
      if (!configured) {
        watching = Promise.resolve(null);
        log.info('no lists of networks are configured: addresses are not classed (docs/networks.md)');
      } else {
        watching = watchFiles({
          files: specs.map(({ file }) => file),
          pollMs: config.pollSeconds * 1000,
          settleMs: options.settleMs ?? SETTLE_MS,
          onChange: async () => {
            const former = (await current()).digest;
            const changed = (await read()).digest !== former;
            owed ||= changed;
            rounds.wake();
          },
          onError: (error) =>
            log.warn({ type: (error as Error).name }, 'the files of `networks` could not be looked at'),
        });
      }
      void watching.then(async () => {
        // What was read before the watcher noted the files may have changed in between.
        if (first !== undefined) await read();
        rounds.open();
      });
    },

    async close() {
      const closed = rounds.close();
      await (await watching)?.close();
      await closed;
      await passing?.catch(() => undefined);
      await reading;
    },
  };
};
