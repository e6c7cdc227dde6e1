import type { EngineConfig } from '../../src/engine/config.ts';
import type { ObservationIndex } from '../../src/engine/input/observation-index.ts';
import type { LinkGraph } from '../../src/engine/links/link-graph.ts';
import type { Weights } from '../../src/engine/weights/weights.ts';

interface Contribution {
  readonly family: string;
  readonly bits: number;
  readonly once: number | undefined;
}

/**
 * Bits of every linked pair, from the definition: all pairs of accounts, their shared signals one by one, with sets and sorted
 * lists in place of the engine's compressed rows and candidates.
 */
export const bruteForceBits = (
  index: ObservationIndex,
  weights: Weights,
  config: EngineConfig,
): Map<string, number> => {
  const n = index.accountIds.length;
  const windowsOf = (row: number): number[] =>
    [...index.windows.subarray(index.windowStart[row]!, index.windowStart[row + 1]!)].map(
      (w) => index.windowValues[w]!,
    );
  const popularity = new Map<number, number>();
  const phaseTotal = [0, 0, 0];
  for (let row = 0; row < index.rowSignal.length; row++)
    for (const w of windowsOf(row)) {
      popularity.set(w, (popularity.get(w) ?? 0) + 1);
      phaseTotal[w % 3]!++;
    }
  const expected = (mine: number[], theirs: number[]): number =>
    mine.reduce((sum, w) => {
      const often = theirs.filter((v) => v % 3 === w % 3).length;
      return sum + Math.min(1, (often * popularity.get(w)!) / phaseTotal[w % 3]!);
    }, 0);
  const tailBits = (count: number, mean: number): number => {
    if (count === 0 || count <= mean) return 0;
    let logPmf = -mean;
    for (let i = 1; i <= count; i++) logPmf += Math.log(mean / i);
    return Math.max(0, -(logPmf + Math.log((count + 1) / (count + 1 - mean))) / Math.LN2);
  };

  const rowsOf: Map<number, number>[] = [];
  for (let a = 0; a < n; a++) {
    const rows = new Map<number, number>();
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++)
      rows.set(index.rowSignal[row]!, row);
    rowsOf.push(rows);
  }
  const typesShown = rowsOf.map((rows) => [...rows.keys()].map((s) => index.signalType[s]!));
  const activityOf = (a: number, type: number): number => {
    const shown = typesShown[a]!.filter((one) => one === type).length;
    const mean = index.typeRows[type]! / Math.max(1, index.typeAccounts[type]!);
    return shown > mean ? Math.min(config.maxActivityBits, Math.log2(shown / mean)) / 2 : 0;
  };
  const result = new Map<string, number>();
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      const shared = [...rowsOf[a]!.keys()].filter((s) => rowsOf[b]!.has(s));
      const contributions: Contribution[] = [];
      let [strong, synchronous] = [false, false];
      for (const s of shared) {
        const type = index.signalType[s]!;
        const { kind, strength, family } = index.types[type]!;
        const activity = activityOf(a, type) + activityOf(b, type);
        const shows = rowsOf.filter((rows) => rows.has(s)).length;
        const rarity = Math.log2(index.typeAccounts[type]! / shows);
        let bits = (weights.bits[s]! / rarity) * (rarity - activity);
        if (!(bits > 0)) continue;
        let once: number | undefined;
        if (!config.weakFamilies.includes(family)) {
          const [mine, theirs] = [windowsOf(rowsOf[a]!.get(s)!), windowsOf(rowsOf[b]!.get(s)!)];
          const common = mine.filter((w) => theirs.includes(w));
          const mean = Math.max(expected(mine, theirs), expected(theirs, mine));
          const surprise = strength * tailBits(common.length, mean);
          synchronous ||= surprise >= 2;
          strong ||= kind === 'identifier' && strength >= config.strongStrength && bits >= 1;
          bits += Math.min(bits, surprise);
          if (kind === 'behaviour' && common.length > 0 && common.at(-1)! - common[0]! <= 1)
            once = (common[0]! + common.at(-1)!) / 2;
        }
        contributions.push({ family, bits, once });
      }
      const counted = contributions.filter((c) => c.once === undefined);
      const occasions = contributions
        .filter((c) => c.once !== undefined)
        .sort((x, y) => y.bits - x.bits || x.once! - y.once!);
      const taken: number[] = [];
      for (const c of occasions) {
        if (taken.some((window) => Math.abs(window - c.once!) <= 1)) continue;
        taken.push(c.once!);
        counted.push(c);
      }
      let [total, proofs, firm] = [0, 0, 0];
      for (const family of index.families) {
        const weak = config.weakFamilies.includes(family);
        const behaviour = index.types.every((type) => type.family !== family || type.kind === 'behaviour');
        const bits = counted
          .filter((c) => c.family === family)
          .map((c) => c.bits)
          .sort((x, y) => y - x);
        bits.forEach((value, j) => {
          total += behaviour ? value / Math.sqrt(j + 1) : value / (j + 1) ** 2;
        });
        const found = Math.min(weak ? 1 : 2, bits.filter((value) => value >= 1).length);
        proofs += found;
        if (!weak) firm += found;
      }
      const ranks = Math.abs(index.tieEnd[b]! - index.tieStart[a]!);
      const close = b < index.dated && ranks <= config.closeRankShare * index.dated;
      const independent = firm > 0 && (proofs >= 2 || (strong && (synchronous || close)));
      if (independent && total >= weights.threshold)
        result.set([index.accountIds[a]!, index.accountIds[b]!].sort().join(' '), total);
    }
  }
  return result;
};

/** Newman's modularity from its double sum over pairs of nodes: Σ (A_vw − d_v d_w / 2W) δ / 2W. */
export const modularityByPairs = (graph: LinkGraph, labels: ArrayLike<number>): number => {
  const n = graph.nodes;
  const matrix = Array.from({ length: n }, () => new Float64Array(n));
  for (let v = 0; v < n; v++)
    for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++)
      matrix[v]![graph.neighbour[e]!] = graph.bits[e]! * graph.stands[e]!;
  const degree = matrix.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  const twice = degree.reduce((sum, d) => sum + d, 0);
  let modularity = 0;
  for (let v = 0; v < n; v++)
    for (let w = 0; w < n; w++)
      if (labels[v] === labels[w]) modularity += (matrix[v]![w]! - (degree[v]! * degree[w]!) / twice) / twice;
  return modularity;
};
