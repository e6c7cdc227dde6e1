import { PHASES, poissonSurprise } from '../behaviour/synchrony.ts';
import type { EngineConfig } from '../config.ts';
import type { SignalTypeProfile } from '../input/columns.ts';
import type { RunBasis } from '../result.ts';

/** By what rules two accounts are tied, in the terms of one run. */
export interface TieRules {
  readonly types: readonly SignalTypeProfile[];
  readonly families: readonly string[];
  readonly familyOfType: Uint8Array;
  readonly weakFamily: readonly boolean[];
  readonly behaviourFamily: readonly boolean[];
  /** Bits at which two accounts are linked. */
  readonly threshold: number;
  readonly strongStrength: number;
  readonly fringeShare: number;
  /** Number of a type; -1 for one that the run did not know. */
  typeOf(name: string): number;
  /** Accounts of the run that show any signal of a type. */
  accountsOf(type: number): number;
  /** log2(N_type / accounts): what sharing a signal of the type on so many accounts would be worth if nothing spoke against it. */
  rarity(type: number, accounts: number): number;
  /** Bits that an account with so many signals of a type loses on each of them. */
  loss(type: number, signals: number): number;
  /** Whether so few accounts were created between two times (epoch seconds) that they count as created together. */
  createdClose(a: number, b: number): boolean;
  /**
   * What two ascending lists of 8-hour windows have in common beyond chance. The object returned is the same one each time.
   */
  sharedWindows(
    a: Uint32Array,
    aFrom: number,
    aTo: number,
    b: Uint32Array,
    bFrom: number,
    bTo: number,
  ): Readonly<{ surprise: number; from: number; to: number }>;
}

export const tieRules = (basis: RunBasis, config: EngineConfig): TieRules => {
  const families = [...new Set(basis.types.map(({ family }) => family))].sort();
  const number = new Map(basis.types.map(({ name }, type) => [name, type]));
  const firstWindow = basis.windows[0] ?? 0;
  const shares = new Float64Array((basis.windows.at(-1) ?? 0) - firstWindow + 1);
  basis.windows.forEach((window, i) => {
    shares[window - firstWindow] = basis.shares[i]!;
  });
  const often = new Float64Array(PHASES);
  const expected = (
    of: Uint32Array,
    from: number,
    to: number,
    other: Uint32Array,
    otherFrom: number,
    otherTo: number,
  ) => {
    often.fill(0);
    for (let w = otherFrom; w < otherTo; w++) often[other[w]! % PHASES]!++;
    let sum = 0;
    for (let w = from; w < to; w++) sum += Math.min(1, often[of[w]! % PHASES]! * (shares[of[w]! - firstWindow] ?? 0));
    return sum;
  };
  const shared = { surprise: 0, from: -1, to: -1 };
  return {
    types: basis.types,
    families,
    familyOfType: Uint8Array.from(basis.types, ({ family }) => families.indexOf(family)),
    weakFamily: families.map((family) => config.weakFamilies.includes(family)),
    behaviourFamily: families.map((family) =>
      basis.types.every((type) => type.family !== family || type.kind === 'behaviour'),
    ),
    threshold: basis.threshold,
    strongStrength: config.strongStrength,
    fringeShare: config.fringeShare,
    typeOf: (name) => number.get(name) ?? -1,
    accountsOf: (type) => basis.types[type]!.accounts,
    rarity: (type, accounts) => Math.max(0, Math.log2(basis.types[type]!.accounts / Math.max(1, accounts))),
    loss(type, signals) {
      const { accounts, rows } = basis.types[type]!;
      const mean = rows / Math.max(1, accounts);
      return signals > mean ? Math.min(config.maxActivityBits, Math.log2(signals / mean)) / 2 : 0;
    },
    createdClose(a, b) {
      if (!(Number.isFinite(a) && Number.isFinite(b)) || basis.created.length < 2) return false;
      const steps = rankIn(basis.created, Math.max(a, b), true) - rankIn(basis.created, Math.min(a, b), false);
      const ranks = 1 + (steps * (basis.dated - 1)) / (basis.created.length - 1);
      return ranks <= config.closeRankShare * basis.dated;
    },
    sharedWindows(a, aFrom, aTo, b, bFrom, bTo) {
      let count = 0;
      shared.surprise = 0;
      shared.from = -1;
      for (let i = aFrom, j = bFrom; i < aTo && j < bTo; ) {
        const [x, y] = [a[i]!, b[j]!];
        if (x === y) {
          shared.to = x;
          if (count++ === 0) shared.from = x;
        }
        if (x <= y) i++;
        if (y <= x) j++;
      }
      if (count > 0)
        shared.surprise = poissonSurprise(
          count,
          Math.max(expected(a, aFrom, aTo, b, bFrom, bTo), expected(b, bFrom, bTo, a, aFrom, aTo)),
        );
      return shared;
    },
  };
};

/** Place of a time among quantiles, between two of them in proportion; `after`: behind those that are equal to it. */
const rankIn = (quantiles: readonly number[], time: number, after: boolean): number => {
  let [low, high] = [0, quantiles.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (quantiles[middle]! < time || (after && quantiles[middle] === time)) low = middle + 1;
    else high = middle;
  }
  // `low` quantiles lie before the time.
  if (low === 0) return 0;
  if (low === quantiles.length) return low - 1;
  const [before, next] = [quantiles[low - 1]!, quantiles[low]!];
  return next === before ? low - 1 : low - 1 + (time - before) / (next - before);
};
