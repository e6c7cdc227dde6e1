import { floatKeys, radixOrder } from '../support/radix-order.ts';

/** Accounts in order of one figure of theirs. */
export interface Places {
  /** Accounts that have the figure, in its order. */
  readonly accounts: Uint32Array;
  /** By account: its place in the order; the number of places for one that has none. */
  readonly placeOf: Uint32Array;
  /** By place: the places of equal figures, tieStart .. tieEnd. */
  readonly tieStart: Uint32Array;
  readonly tieEnd: Uint32Array;
}

/** `has` says which figures count. O(accounts). */
export const placesOf = (figure: Float64Array, has: (value: number) => boolean): Places => {
  const accounts = radixOrder(figure.length, floatKeys(figure)).filter((a) => has(figure[a]!));
  const total = accounts.length;
  const placeOf = new Uint32Array(figure.length).fill(total);
  const tieStart = new Uint32Array(total);
  const tieEnd = new Uint32Array(total);
  for (let i = 0; i < total; ) {
    let end = i + 1;
    while (end < total && figure[accounts[end]!] === figure[accounts[i]!]) end++;
    for (let j = i; j < end; j++) placeOf[accounts[j]!] = j;
    tieStart.fill(i, i, end);
    tieEnd.fill(end, i, end);
    i = end;
  }
  return { accounts, placeOf, tieStart, tieEnd };
};

/** −log2 of the chance that two accounts stand so near to each other in the order; ties count as far as they reach. 0 without a place. */
export const closeness = ({ accounts, placeOf, tieStart, tieEnd }: Places, x: number, y: number): number => {
  const total = accounts.length;
  const [p, q] = [placeOf[x]!, placeOf[y]!];
  if (p === total || q === total) return 0;
  const span = p < q ? tieEnd[q]! - tieStart[p]! : tieEnd[p]! - tieStart[q]!;
  return Math.max(0, Math.log2(total / (2 * span)));
};
