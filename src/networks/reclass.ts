import type { Logger } from 'pino';
import { factStatements, type GraphTable, type NetworksStore } from './store.ts';
import type { NetworkTable } from './table.ts';

/** Addresses of one transaction; some 50 ms. */
const PAGE = 1_000;
/** Passes in a row while others go on writing by other lists; the next round of housekeeping does the rest. */
const MAX_PASSES = 2;

/** `done`: the graph is classed by this table. `busy`: another instance is at it. `changed`: the table is no longer in use. */
export type PassEnd = 'done' | 'busy' | 'changed' | 'stopped';

export interface PassOptions {
  readonly store: NetworksStore;
  readonly log: Logger;
  /** The table in use now: a pass of an older one is given up. */
  current(): NetworkTable;
  readonly stopped: AbortSignal;
}

/**
 * Classes all addresses of the graph by the table in use, page by page in order of key. The cursor moves in the page's own
 * transaction, so whoever comes after a crash goes on behind it; writing a page twice changes nothing.
 */
export const reclass = async ({ store, log, current, stopped }: PassOptions): Promise<PassEnd> => {
  const table = current();
  const { digest } = table;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    let cursor = await store.beginPass(digest);
    if (cursor === null) return 'busy';
    let addresses = 0;
    for (let full = true; full; ) {
      if (stopped.aborted || current().digest !== digest) {
        await store.giveUpPass(digest);
        return stopped.aborted ? 'stopped' : 'changed';
      }
      const page = await store.addresses(cursor, PAGE);
      full = page.length === PAGE;
      if (page.length === 0) break;
      cursor = page.at(-1)!.key;
      // An address without a prefix is one that ingest is about to write.
      const rows = page.flatMap(({ key, cidr }) => (cidr === null ? [] : [{ key, cidr }]));
      if (!(await store.writePage(digest, cursor, factStatements(table, rows, true)))) return 'busy';
      addresses += page.length;
    }
    const mixed = await store.endPass(digest);
    if (mixed === null) return 'busy';
    log.info({ addresses, digest }, 'the addresses in the graph are classed by the lists of now');
    if (!mixed) return 'done';
  }
  return 'done';
};

/** Why the graph's addresses should be classed anew; null when they need not. */
export const dueReason = (
  graph: GraphTable | null,
  { digest }: NetworkTable,
): 'never' | 'other lists' | 'half done' | 'mixed' | null => {
  if (graph === null) return digest === '' ? null : 'never';
  if (graph.sought === digest) return 'half done';
  if (graph.digest !== digest) return 'other lists';
  return graph.mixed ? 'mixed' : null;
};
