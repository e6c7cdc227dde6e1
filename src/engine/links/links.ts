import type { EngineConfig } from '../config.ts';
import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { growableFloat32, growableFloat64, growableUint32 } from '../support/growable.ts';
import { randomStream } from '../support/random.ts';
import { familySum } from '../weights/family-sum.ts';
import type { Hubs } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';
import { buildBlocks } from './blocks.ts';
import { type LinkGraph, linkGraph } from './link-graph.ts';
import { pairEvidence } from './pair-evidence.ts';

export interface Links {
  readonly graph: LinkGraph;
  readonly counters: Readonly<Record<string, number>>;
}

/** Synchrony at most doubles what a signal is worth; used as the bound when candidates are dropped unweighed. */
const WITH_SYNCHRONY = 2;

/**
 * Stage 4. Pairs of accounts that share enough to be linked. Candidates come from signals on at most `hubDegree` accounts
 * (all pairs) and from blocks of hubs (all pairs of a small block, a random circulant of a large one, whose links then stand for
 * the pairs not looked at). A candidate is dropped unweighed when an upper bound of its bits is below the threshold; of the
 * rest an account weighs its `maxPartners` best, from the side of the account with more signals. Memory is
 * O(rows + blocks + links); time O(Σ k² over small signals + candidates × degree).
 */
export const findLinks = (
  index: ObservationIndex,
  hubs: Hubs,
  weights: Weights,
  config: EngineConfig,
  onProgress: (fraction: number) => void = () => undefined,
): Links => {
  const n = index.accountIds.length;
  const potential = potentials(index, hubs, weights);
  const least = leastBits(index, weights);
  const reachable = Uint8Array.from(potential.all, (bits, a) => Number(bits >= least[a]!));
  const blocks = buildBlocks(index, hubs, weights, reachable, config);
  const offsetsOf = circulants(config);

  const pair = pairEvidence(index, weights, config);
  const [linkA, linkB, linkBits, linkStands] = [
    growableUint32(),
    growableUint32(),
    growableFloat64(),
    growableFloat32(),
  ];
  const bound = new Float64Array(n);
  const stands = new Float32Array(n); // 0: no candidate of the account at hand
  const candidates: number[] = [];
  const counters = { reachable: 0, blocks: blocks.start.length - 1, weighed: 0, capped: 0 };

  for (let a = 0; a < n; a++) {
    if ((a & 0xfff) === 0) onProgress(a / n);
    if (!reachable[a]) continue;
    counters.reachable++;
    const degree = index.accountStart[a + 1]! - index.accountStart[a]!;
    // Each pair is weighed once, from its account of higher degree, so that the inner loop runs over the lower one's.
    const mine = (b: number): boolean => {
      const other = index.accountStart[b + 1]! - index.accountStart[b]!;
      return reachable[b] === 1 && (other < degree || (other === degree && b < a));
    };
    const meet = (b: number, pairsItStandsFor: number): void => {
      if (stands[b] === 0) {
        candidates.push(b);
        stands[b] = pairsItStandsFor;
      } else if (pairsItStandsFor < stands[b]!) stands[b] = pairsItStandsFor;
    };

    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      const s = index.rowSignal[row]!;
      if (hubs.rankOf[s]! > 0 || weights.bits[s]! <= 0) continue;
      for (let i = index.signalStart[s]!; i < index.signalStart[s + 1]!; i++) {
        const b = index.rowAccount[index.signalRow[i]!]!;
        if (b === a || !mine(b)) continue;
        meet(b, 1);
        bound[b]! += WITH_SYNCHRONY * weights.bits[s]!;
      }
    }
    for (let i = blocks.placeStart[a]!; i < blocks.placeStart[a + 1]!; i++) {
      const place = blocks.place[i]!;
      const from = blocks.start[blocks.blockOfPlace[place]!]!;
      const size = blocks.start[blocks.blockOfPlace[place]! + 1]! - from;
      if (size <= config.hubDegree) {
        for (let p = from; p < from + size; p++) {
          const b = blocks.member[p]!;
          if (b !== a && mine(b)) meet(b, 1);
        }
        continue;
      }
      const offsets = offsetsOf(size);
      const each = Math.max(1, (size - 1) / (2 * offsets.length));
      for (const offset of offsets) {
        const ahead = blocks.member[from + ((place - from + offset) % size)]!;
        const behind = blocks.member[from + ((place - from - offset + size) % size)]!;
        if (ahead !== a && mine(ahead)) meet(ahead, each);
        if (behind !== a && mine(behind)) meet(behind, each);
      }
    }

    const hopeful = candidates.filter((b) => {
      bound[b]! += Math.min(potential.hubs[a]!, potential.hubs[b]!);
      return bound[b]! >= Math.max(least[a]!, least[b]!);
    });
    if (hopeful.length > config.maxPartners) {
      counters.capped++;
      hopeful.sort((x, y) => bound[y]! - bound[x]! || x - y);
      hopeful.length = config.maxPartners;
    }
    if (hopeful.length > 0) pair.from(a);
    counters.weighed += hopeful.length;
    for (const b of hopeful) {
      const bits = pair.linkBits(b);
      if (bits === 0) continue;
      linkA.push(a);
      linkB.push(b);
      linkBits.push(bits);
      linkStands.push(stands[b]!);
    }
    for (const b of candidates) {
      bound[b] = 0;
      stands[b] = 0;
    }
    candidates.length = 0;
  }
  const graph = linkGraph(n, linkA.view(), linkB.view(), linkBits.view(), linkStands.view());
  return { graph, counters: { ...counters, links: graph.links } };
};

/** Upper bounds of the bits an account can share with any other: over all of its shared signals, and over its hubs alone. */
const potentials = (
  index: ObservationIndex,
  hubs: Hubs,
  weights: Weights,
): { all: Float64Array; hubs: Float64Array } => {
  const n = index.accountIds.length;
  const [all, ofHubs] = [new Float64Array(n), new Float64Array(n)];
  const sum = familySum(index, weights);
  const fill = (target: Float64Array, hubsOnly: boolean): void => {
    for (let a = 0; a < n; a++) {
      sum.clear();
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        const s = index.rowSignal[row]!;
        if (degreeOf(index, s) < 2 || (hubsOnly && hubs.rankOf[s] === 0)) continue;
        sum.add(index.familyOfType[index.signalType[s]!]!, WITH_SYNCHRONY * weights.bits[s]!);
      }
      target[a] = sum.firmProofs() > 0 || hubsOnly ? sum.total() : 0;
    }
  };
  fill(all, false);
  fill(ofHubs, true);
  return { all, hubs: ofHubs };
};

/** Bits below which nothing links an account: the threshold, or less for accounts in the burst of an anomalous hub. */
const leastBits = (index: ObservationIndex, weights: Weights): Float64Array => {
  const least = new Float64Array(index.accountIds.length).fill(weights.threshold);
  index.rowSignal.forEach((s, row) => {
    const a = index.rowAccount[row]!;
    if (weights.inAnomalousHub(a, s)) least[a] = weights.hubThreshold;
  });
  return least;
};

/** Distinct random offsets in 1 .. ⌊size / 2⌋, the same for every block of a size: a random circulant is an expander. */
const circulants = (config: EngineConfig): ((size: number) => Uint32Array) => {
  const known = new Map<number, Uint32Array>();
  return (size) => {
    let offsets = known.get(size);
    if (offsets === undefined) {
      const half = Math.floor(size / 2);
      const chosen = new Set<number>([1]);
      const random = randomStream(config.seed, size);
      while (chosen.size < Math.min(config.blockSample, half)) chosen.add(1 + Math.floor(random() * half));
      offsets = Uint32Array.from(chosen).sort();
      known.set(size, offsets);
    }
    return offsets;
  };
};
