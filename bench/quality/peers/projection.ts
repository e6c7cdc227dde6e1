import { growableFloat64, growableUint32 } from '../../../src/engine/support/growable.ts';
import type { Showings } from './showings.ts';

/** Links between accounts that share signals; each pair once, a < b, weights of its signals added up. */
export interface Projection {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly weight: Float64Array;
}

/**
 * Expands every signal on 2 to `cap` accounts into its pairs. `weightOf` says what sharing one of a type on k accounts is worth;
 * 0 leaves it out. O(Σ k²).
 */
export const projection = (
  { columns, accountStart, signal, signalStart, account }: Showings,
  cap: number,
  weightOf: (type: string, k: number) => number,
): Projection => {
  const [linkA, linkB, weights] = [growableUint32(), growableUint32(), growableFloat64()];
  const sum = new Float64Array(columns.accounts.length);
  const partners: number[] = [];
  for (let a = 0; a < columns.accounts.length; a++) {
    for (let row = accountStart[a]!; row < accountStart[a + 1]!; row++) {
      const s = signal[row]!;
      const k = signalStart[s + 1]! - signalStart[s]!;
      if (k < 2 || k > cap) continue;
      const worth = weightOf(columns.types[columns.signalType[s]!]!.name, k);
      if (worth <= 0) continue;
      for (let i = signalStart[s]!; i < signalStart[s + 1]!; i++) {
        const b = account[i]!;
        if (b <= a) continue;
        if (sum[b] === 0) partners.push(b);
        sum[b]! += worth;
      }
    }
    for (const b of partners.sort((x, y) => x - y)) {
      linkA.push(a);
      linkB.push(b);
      weights.push(sum[b]!);
      sum[b] = 0;
    }
    partners.length = 0;
  }
  return { a: linkA.view(), b: linkB.view(), weight: weights.view() };
};

/** The links that `keep` holds for. */
export const linksWhere = ({ a, b, weight }: Projection, keep: (link: number) => boolean): Projection => ({
  a: a.filter((_, i) => keep(i)),
  b: b.filter((_, i) => keep(i)),
  weight: weight.filter((_, i) => keep(i)),
});
