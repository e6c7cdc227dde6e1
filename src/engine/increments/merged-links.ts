import type { LinkGraph } from '../links/link-graph.ts';
import { ownArrays } from '../support/arrays.ts';
import { growableUint32 } from '../support/growable.ts';
import { NONE } from '../support/none.ts';
import { growableStretches, movedStretches } from '../support/stretches.ts';
import { isAsItWas, type Numbers } from './carried.ts';

export interface MergedLinks {
  readonly graph: LinkGraph;
  /** By account: 0 where it has the links it had, 1 where little of their weight is other, 2 where much is. */
  readonly changed: Uint8Array;
  /** By account: 1 where any of its links may be another one, or weigh something else. */
  readonly touched: Uint8Array;
  /** Links that were taken over. */
  readonly kept: number;
}

/** A link is the same when its weight differs by no more than this share. */
const SLIGHT = 0.1;
/** Share of the weight of an account's links that is other from which on its community may be another one. */
const RESTLESS = 0.25;

/**
 * The links of the last run with those of some accounts replaced (`which` 2, by account) or added to (1) by `fresh`, in one walk. Rows of
 * accounts that stand in a row and have the links they had are moved together. What there was is used up: its columns are moved within the
 * memory that they have. O(accounts + links).
 */
export const mergedLinks = (before: LinkGraph, numbers: Numbers, which: Uint8Array, fresh: LinkGraph): MergedLinks => {
  const { accountNow, accountBefore } = numbers;
  const n = accountBefore.length;
  const start = new Uint32Array(n + 1);
  const changed = new Uint8Array(n);
  const other = otherRows(before, numbers, which, fresh);
  // Links that stay and stand together, and those of `fresh` by where they belong.
  const stays = growableStretches();
  const came = { from: growableUint32(), at: growableUint32() };
  let [length, kept, from, to] = [0, 0, 0, 0];
  const settle = (): void => {
    if (to > from) stays.add(from, to, length - (to - from));
  };
  const keep = (first: number, end: number): void => {
    if (first !== to) {
      settle();
      from = first;
    }
    to = end;
    length += end - first;
    kept += end - first;
  };
  const come = (place: number): void => {
    settle();
    from = to;
    came.from.push(place);
    came.at.push(length++);
  };
  const weightOf = (graph: LinkGraph, e: number): number => graph.bits[e]! * graph.stands[e]!;

  const mergeRow = (v: number): void => {
    const old = accountBefore[v]!;
    let [e, end] = old === NONE ? [0, 0] : [before.start[old]!, before.start[old + 1]!];
    let f = fresh.start[v]!;
    const freshEnd = fresh.start[v + 1]!;
    let [all, moved] = [0, 0];
    while (e < end || f < freshEnd) {
      const then = e < end ? accountNow[before.neighbour[e]!]! : NONE;
      if (e < end && then === NONE) moved += weightOf(before, e++);
      else if (f < freshEnd && fresh.neighbour[f]! <= then) {
        const was = fresh.neighbour[f] === then ? weightOf(before, e++) : 0;
        const difference = Math.abs(weightOf(fresh, f) - was);
        if (difference > SLIGHT * was) moved += difference;
        all += weightOf(fresh, f);
        come(f++);
      } else if (which[v] === 2 || which[then] === 2) moved += weightOf(before, e++);
      else {
        all += weightOf(before, e);
        keep(e, e + 1);
        e++;
      }
    }
    changed[v] = moved === 0 ? 0 : moved < RESTLESS * all ? 1 : 2;
  };

  for (let v = 0; v < n; ) {
    if (other[v] === 1) {
      mergeRow(v++);
      start[v] = length;
      continue;
    }
    const [first, old] = [v, accountBefore[v]!];
    while (v < n && other[v] === 0 && accountBefore[v] === old + v - first) v++;
    const [begin, end] = [before.start[old]!, before.start[old + v - first]!];
    for (let i = first; i < v; i++) start[i + 1] = length + before.start[old + i - first + 1]! - begin;
    keep(begin, end);
  }
  settle();

  const added = { from: came.from.view(), at: came.at.view() };
  const column = <T extends Uint32Array | Float64Array | Float32Array>(then: T, fresh: T): T => {
    const now = movedStretches(then, stays.view(), length);
    for (let i = 0; i < added.at.length; i++) now[added.at[i]!] = fresh[added.from[i]!]!;
    ownArrays.release(fresh);
    return now;
  };
  if (!isAsItWas(accountNow))
    for (let e = 0; e < before.neighbour.length; e++) before.neighbour[e] = accountNow[before.neighbour[e]!]!;
  const graph = {
    nodes: n,
    links: length / 2,
    start,
    stands: column(before.stands, fresh.stands),
    neighbour: column(before.neighbour, fresh.neighbour),
    bits: column(before.bits, fresh.bits),
  };
  return { graph, changed, touched: other, kept: kept / 2 };
};

/** By account: 1 where any of its links may be another one. */
const otherRows = (
  before: LinkGraph,
  { accountNow, accountBefore }: Numbers,
  which: Uint8Array,
  fresh: LinkGraph,
): Uint8Array => {
  const other = new Uint8Array(which.length);
  const markPartners = (old: number): void => {
    for (let e = before.start[old]!; e < before.start[old + 1]!; e++) {
      const partner = accountNow[before.neighbour[e]!]!;
      if (partner !== NONE) other[partner] = 1;
    }
  };
  for (let v = 0; v < which.length; v++) {
    const old = accountBefore[v]!;
    if (old === NONE || which[v] === 2 || fresh.start[v] !== fresh.start[v + 1]) other[v] = 1;
    if (which[v] === 2 && old !== NONE) markPartners(old);
  }
  accountNow.forEach((now, old) => {
    if (now === NONE) markPartners(old);
  });
  return other;
};
