/** A reported ring's probability, and whether most of it really belongs to campaigns. */
export interface Scored {
  readonly score: number;
  readonly real: boolean;
}

/** Edges of the bins of scores: fine near 1, where reported rings are. */
const EDGES = [0, 0.1, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.000001];

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly rings: number;
  /** Mean score, and the share that is real: equal where scores are calibrated. */
  readonly expected: number;
  readonly observed: number;
}

/** A reliability diagram's points (Murphy & Winkler 1977): rings by bin of their score; empty bins are left out. */
export const reliability = (rings: readonly Scored[]): readonly ReliabilityBin[] =>
  EDGES.slice(1).flatMap((to, i) => {
    const inside = rings.filter(({ score }) => score >= EDGES[i]! && score < to);
    if (inside.length === 0) return [];
    const expected = inside.reduce((sum, { score }) => sum + score, 0) / inside.length;
    const observed = inside.filter(({ real }) => real).length / inside.length;
    return [{ from: EDGES[i]!, to: Math.min(1, to), rings: inside.length, expected, observed }];
  });

/** Mean squared distance of score and truth (Brier 1950): 0 is perfect, .25 what a coin gets. Null without rings. */
export const brier = (rings: readonly Scored[]): number | null =>
  rings.length === 0
    ? null
    : rings.reduce((sum, { score, real }) => sum + (score - Number(real)) ** 2, 0) / rings.length;

/** Expected calibration error: distance of expected and observed, weighted by the rings of the bin. Null without rings. */
export const calibrationError = (rings: readonly Scored[]): number | null =>
  rings.length === 0
    ? null
    : reliability(rings).reduce((sum, bin) => sum + bin.rings * Math.abs(bin.expected - bin.observed), 0) /
      rings.length;
