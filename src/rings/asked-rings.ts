import { setImmediate as nextTurn } from 'node:timers/promises';
import { buildPartners, partnersBytes } from '../engine/counterfactual/partners.ts';
import { type RingQuestions, ringQuestions } from '../engine/counterfactual/questions.ts';
import { type RingStructure, structureBytes } from '../engine/match/ring-structure.ts';
import type { GroupFeatures } from '../engine/rings/features.ts';
import { logistic, logOdds } from '../engine/rings/score.ts';
import type { StructureReader } from './structures.ts';

/** A ring that can be asked. */
export interface AskedRing {
  readonly structure: RingStructure;
  readonly questions: RingQuestions;
}

interface Kept {
  readonly ring: Promise<AskedRing>;
  /** 0 until it is built. */
  bytes: number;
}

/** Rings kept ready to be asked, bytes; the one asked last is kept in any case. A ring of 25,000 accounts takes some 60 MB. */
const MAX_BYTES = 256 * 2 ** 20;
/** How long others wait at most while a ring is made ready, ms. */
const TURN_MS = 10;

/** Features that runs of before 0.3 do not have. */
const NOT_KNOWN = { volume: 0, used: 0, commonSource: 0 };

/**
 * Rings made ready to be asked: read from the graph and paired once (a second or two for 25,000 accounts), then answered from
 * memory in milliseconds. Keeps those asked last.
 */
export const askedRings = (structures: StructureReader) => {
  const kept = new Map<string, Kept>();

  const makeReady = async (
    run: string,
    ring: string,
    facts: { features: Readonly<Record<string, number>>; score: number },
  ): Promise<AskedRing & { bytes: number }> => {
    const judged = await structures.judged(run);
    const structure = await structures.of(judged, ring);
    const building = buildPartners(structure, judged.rules, judged.config.seed);
    let step = building.next();
    for (let since = performance.now(); !step.done; step = building.next()) {
      if (performance.now() - since < TURN_MS) continue;
      await nextTurn();
      since = performance.now();
    }
    const { score: weights, minRingSize, minScore } = judged.config;
    const questions = ringQuestions(structure, step.value, judged.rules, {
      ...facts,
      // A run of an older version has fewer features: what is not known counts for nothing.
      scoreOf: (features) => logistic(logOdds({ ...NOT_KNOWN, ...features } as unknown as GroupFeatures, weights)),
      minRingSize,
      minScore,
    });
    return { structure, questions, bytes: structureBytes(structure) + partnersBytes(step.value) };
  };

  const makeRoom = (): void => {
    let bytes = [...kept.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [name, entry] of kept) {
      if (bytes <= MAX_BYTES || kept.size === 1) return;
      kept.delete(name);
      bytes -= entry.bytes;
    }
  };

  /** Throws `run-too-old`. */
  return (
    { id: run, erased }: { readonly id: string; readonly erased: number },
    ring: string,
    facts: { features: Readonly<Record<string, number>>; score: number },
  ): Promise<AskedRing> => {
    const name = `${run} ${erased} ${ring}`;
    const known = kept.get(name);
    kept.delete(name);
    if (known !== undefined) {
      kept.set(name, known);
      return known.ring;
    }
    const ready = makeReady(run, ring, facts);
    const entry: Kept = { ring: ready, bytes: 0 };
    kept.set(name, entry);
    ready.then(
      ({ bytes }) => {
        entry.bytes = bytes;
        makeRoom();
      },
      () => kept.delete(name),
    );
    return ready;
  };
};
