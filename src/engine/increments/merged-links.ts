import type { LinkGraph } from '../links/link-graph.ts';
import { ownArrays } from '../support/arrays.ts';
import { growableUint32 } from '../support/growable.ts';
import { placesWhere } from '../support/places.ts';
import { NONE } from './merged-order.ts';

/** How accounts go together with those of the last run. */
export interface Numbers {
  readonly accountNow: Uint32Array;
  readonly accountBefore: Uint32Array;
}

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
 * accounts that stand in a row and have the links they had are copied together. What there was is used up: its memory is given back column by
 * column. O(accounts + links).
 */
export const mergedLinks = (before: LinkGraph, numbers: Numbers, which: Uint8Array, fresh: LinkGraph): MergedLinks => {
  const { accountNow, accountBefore } = numbers;
  const n = accountBefore.length;
  const start = new Uint32Array(n + 1);
  const changed = new Uint8Array(n);
  const other = otherRows(before, numbers, which, fresh);
  const others = placesWhere(other, (one) => one === 1);
  // Where the links of rows that are other ones come from, side by side: the place among those there were, or −1 − the place among the fresh.
  let room = fresh.neighbour.length;
  for (const v of others) if (accountBefore[v] !== NONE) room += degreeIn(before, accountBefore[v]!);
  const sources = new Int32Array(room);
  let length = 0;
  let kept = 0;
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
        sources[length++] = -1 - f++;
      } else if (which[v] === 2 || which[then] === 2) moved += weightOf(before, e++);
      else {
        all += weightOf(before, e);
        sources[length++] = e++;
        kept++;
      }
    }
    changed[v] = moved === 0 ? 0 : moved < RESTLESS * all ? 1 : 2;
  };

  const [froms, tos, ats] = [growableUint32(), growableUint32(), growableUint32()];
  for (let v = 0; v < n; ) {
    if (other[v] === 1) {
      const from = length;
      mergeRow(v);
      start[v + 1] = start[v]! + length - from;
      v++;
      continue;
    }
    const [first, old] = [v, accountBefore[v]!];
    while (v < n && other[v] === 0 && accountBefore[v] === old + v - first) v++;
    const [from, to] = [before.start[old]!, before.start[old + v - first]!];
    for (let i = first; i < v; i++) start[i + 1] = before.start[old + i - first + 1]! - from + start[first]!;
    froms.push(from);
    tos.push(to);
    ats.push(start[first]!);
    kept += to - from;
  }
  const runs = { from: froms.view(), to: tos.view(), at: ats.view() };

  type Column = Uint32Array | Float64Array | Float32Array;
  const column = <T extends Column>(now: T, then: Column, ofFresh: Column): T => {
    for (let r = 0; r < runs.at.length; r++) now.set(then.subarray(runs.from[r]!, runs.to[r]!), runs.at[r]!);
    let next = 0;
    for (const v of others)
      for (let e = start[v]!; e < start[v + 1]!; e++) {
        const source = sources[next++]!;
        now[e] = source < 0 ? ofFresh[-1 - source]! : then[source]!;
      }
    ownArrays.release(then, ofFresh);
    return now;
  };
  const links = start[n]!;
  if (accountNow.some((now, then) => now !== then))
    for (let e = 0; e < before.neighbour.length; e++) before.neighbour[e] = accountNow[before.neighbour[e]!]!;
  const graph = {
    nodes: n,
    links: links / 2,
    start,
    stands: column(new Float32Array(links), before.stands, fresh.stands),
    neighbour: column(new Uint32Array(links), before.neighbour, fresh.neighbour),
    bits: column(new Float64Array(links), before.bits, fresh.bits),
  };
  ownArrays.release(sources);
  return { graph, changed, touched: other, kept: kept / 2 };
};

const degreeIn = ({ start }: LinkGraph, account: number): number => start[account + 1]! - start[account]!;

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
