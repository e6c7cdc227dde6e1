import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { serviceActor } from '../../audited.ts';
import { RingfenceError } from '../../errors.ts';
import { repeat } from '../../repeat.ts';
import { holdHeapSmall } from '../../small-heap.ts';
import { manifestHeader } from './header.ts';
import { type ManifestHeader, manifestLine, rootHash, type SignedHeader } from './manifest.ts';
import type { FreezingStore, UnwrittenRow } from './store.ts';

/** Why a ring holds an account, in words. */
export interface MemberReason {
  readonly account: string;
  readonly evidence: readonly string[];
  readonly counterfactual: string | null;
  /** Whether it is in the ring by one signal alone; null where that is not known. */
  readonly alone: boolean | null;
}

export interface FreezingSources {
  /** Why a ring of a run holds each of some of its accounts. Throws what reading the ring throws. */
  reasons(run: string, ring: string, accounts: readonly string[]): Promise<readonly MemberReason[]>;
  sign(header: ManifestHeader): Promise<Omit<SignedHeader, 'header'>>;
  /** Of ringfence itself. */
  readonly codeVersion: string;
}

/** Lines written in one transaction. */
const LINES = 500;
/** A freezing whose sign of life is older has nobody any more: its process was killed. */
const GIVEN_UP_MS = 60_000;
const LOOK_MS = 30_000;

/**
 * Writes manifests of batches whose list is fixed: line by line into the graph, then the signed header, with which a batch is frozen. A killed
 * process leaves lines behind, and whoever finds that goes on after them; two at once write the same manifest once.
 */
export const freezer = (options: {
  store: FreezingStore;
  sources: FreezingSources;
  instance: string;
  log: Logger;
  now(): number;
}) => {
  const { store, sources, log, now } = options;
  const atWork = new Map<string, Promise<void>>();
  const by = serviceActor(options.instance);

  const writeLines = async (id: string, run: string | null): Promise<boolean> => {
    for (let after = 0; ; ) {
      if (looking.signal.aborted || !(await store.goesOn(id, now()))) return false;
      const rows = await store.unwritten(id, after, LINES);
      if (rows.length === 0) return true;
      after = rows.at(-1)!.seq;
      const lines: ReturnType<typeof lineOf>[] = [];
      for (const [ring, members] of Map.groupBy(rows, (row) => row.ring)) {
        const reasons = await reasonsOf(sources, run, ring, members);
        for (const row of members) lines.push(lineOf(row, reasons.get(row.account ?? '')));
      }
      await store.writeLines(lines);
    }
  };

  const finish = async (id: string): Promise<void> => {
    const facts = await store.headerFacts(id);
    const root = rootHash();
    for await (const { hash } of store.hashes(id)) root.add(hash);
    const header = manifestHeader(facts, root.root(), sources.codeVersion, randomBytes);
    await store.frozen(id, by, { header, ...(await sources.sign(header)) });
  };

  const work = async (id: string): Promise<void> => {
    // Rows pass through, and each ring that was asked is garbage when the next is.
    using _ = holdHeapSmall('all');
    try {
      const batch = await store.batch(id);
      if (batch !== null && (await writeLines(id, batch.run))) await finish(id);
    } catch (error) {
      const known = error instanceof RingfenceError ? error : null;
      // Whatever passes by itself is tried again; a manifest that cannot be written makes the batch a draft again.
      log.warn({ batch: id, type: known?.type ?? 'internal-error' }, 'a ban batch could not be frozen');
      if (known !== null && known.status < 500) await store.failed(id, by, known.message, now());
    }
  };

  const start = (id: string): void => {
    if (atWork.has(id) || looking.signal.aborted) return;
    const done = work(id)
      .catch((error: unknown) =>
        log.warn({ batch: id, type: (error as { type?: unknown }).type }, 'freezing goes on later'),
      )
      .finally(() => atWork.delete(id));
    atWork.set(id, done);
  };

  const look = async (): Promise<void> => {
    for (const id of await store.left(now() - GIVEN_UP_MS)) start(id);
  };

  const looking = repeat({
    work: look,
    everyMs: LOOK_MS,
    onError: (error) =>
      log.warn({ type: (error as { type?: unknown }).type }, 'batches that are being frozen are looked for later'),
  });

  return {
    start,
    look,
    open: looking.open,
    /** When nothing is at work any more. */
    settled: async (): Promise<void> => {
      while (atWork.size > 0) await Promise.all(atWork.values());
    },
    async close(): Promise<void> {
      await looking.close();
      await Promise.all(atWork.values());
    },
  };
};

const reasonsOf = async (
  sources: FreezingSources,
  run: string | null,
  ring: string | null,
  members: readonly UnwrittenRow[],
): Promise<ReadonlyMap<string, MemberReason>> => {
  if (run === null || ring === null) return new Map();
  const accounts = members.flatMap(({ account }) => account ?? []);
  const reasons = await sources.reasons(run, ring, accounts);
  return new Map(reasons.map((one) => [one.account, one]));
};

const lineOf = (row: UnwrittenRow, reason: MemberReason | undefined) => {
  const { account } = row;
  // Forgotten since the list was fixed: its place stays, and nothing else.
  if (account === null) return { id: row.id, line: null, hash: randomBytes(32).toString('hex'), alone: null };
  const line = manifestLine({
    ...{ seq: row.seq, account, ring: row.ring, rings: [...row.rings], strength: row.strength },
    evidence: reason?.evidence ?? [],
    counterfactual: reason?.counterfactual ?? null,
    reason: row.reason,
    salt: randomBytes(16).toString('hex'),
  });
  return { id: row.id, line: JSON.stringify(line), hash: line.hash, alone: reason?.alone ?? null };
};
