import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type MatchIndex, matchIndex } from '../engine/match/match-index.ts';
import type { RingStructure } from '../engine/match/ring-structure.ts';
import type { TieRules } from '../engine/match/tie-rules.ts';

/** Where the rings of the published run come from. */
export interface PublishedRings<Run extends { readonly id: string; readonly rules: TieRules }> {
  /** `erased`: how often accounts were erased from it; with each, what was read before is out of date. */
  published(): Promise<{ readonly id: string; readonly erased: number } | null>;
  judged(run: string): Promise<Run>;
  all(run: Run): AsyncIterable<{ readonly ring: string; readonly structure: RingStructure }>;
}

export interface LoadedRings {
  readonly run: string;
  readonly erased: number;
  readonly index: MatchIndex;
  /** Rings that did not fit. */
  readonly leftOut: number;
}

/** Whether another run was published is looked for this often at most, ms. */
const LOOK_MS = 2_000;

/**
 * The published run's rings in memory: loaded when they are first asked for, and again, beside those in use, when another run is
 * published. `maxBytes` bounds the rings held; the least sure ones are left out. Nothing is loaded where nobody asks.
 */
export const ringIndex = <Run extends { readonly id: string; readonly rules: TieRules }>(options: {
  rings: PublishedRings<Run>;
  maxBytes: number;
  log: Logger;
  lookMs?: number;
}): { now(): Promise<LoadedRings | null> } => {
  const { rings, maxBytes, log, lookMs = LOOK_MS } = options;
  let loaded: LoadedRings | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<LoadedRings | null> | null = null;

  const load = async ({ id, erased }: { id: string; erased: number }): Promise<LoadedRings> => {
    const began = performance.now();
    const run = await rings.judged(id);
    const index = matchIndex(run.rules);
    let leftOut = 0;
    for await (const { ring, structure } of rings.all(run)) {
      if (index.bytes >= maxBytes) leftOut++;
      else index.add(ring, structure);
      await nextTurn();
    }
    const { rings: count, members, bytes } = index;
    const ms = Math.round(performance.now() - began);
    log.info({ run: id, rings: count, members, bytes, leftOut, ms }, 'rings are in memory for matching');
    return { run: id, erased, index, leftOut };
  };

  const look = async (): Promise<LoadedRings | null> => {
    const run = await rings.published();
    if (run !== null && (run.id !== loaded?.run || run.erased !== loaded.erased)) loaded = await load(run);
    lookedAt = performance.now();
    return loaded;
  };

  return {
    now() {
      if (loaded !== null && performance.now() - lookedAt < lookMs) return Promise.resolve(loaded);
      looking ??= look().finally(() => {
        looking = null;
      });
      if (loaded === null) return looking;
      // The rings in use answer until the new ones are there.
      looking.catch((error: unknown) => log.warn({ err: error }, 'rings for matching are those of before'));
      return Promise.resolve(loaded);
    },
  };
};
