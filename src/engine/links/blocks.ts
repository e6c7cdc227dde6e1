import type { EngineConfig } from '../config.ts';
import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import type { Arrays } from '../support/arrays.ts';
import { growableFloat64, growableUint32 } from '../support/growable.ts';
import type { Hubs } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';

/** Groups of accounts that share a cell of two hubs, or of a hub and a window: where links through hubs are looked for. */
export interface Blocks {
  /** Members of block b: member[start[b] .. start[b + 1]), nodes in order of their accounts. */
  readonly start: Uint32Array;
  readonly member: Uint32Array;
  /** Places of node v in `member`: place[placeStart[v] .. placeStart[v + 1]); and each place's block. */
  readonly placeStart: Uint32Array;
  readonly place: Uint32Array;
  readonly blockOfPlace: Uint32Array;
}

/** A hub of fewer bits (counting synchrony's double) cannot be half of a proof. */
const MIN_HUB_BITS = 0.5;

/** The same in numbers of accounts: members of group g are member[start[g] .. start[g + 1]), ascending. */
export type HubGroups = Pick<Blocks, 'start' | 'member'>;

/**
 * Groups stand in for the pairs of hubs, which are never listed. Two kinds: accounts with the same two hubs (of an
 * account's `hubsPerAccount` most telling ones, not both of weak families), and accounts with one behaviour hub in the same
 * 8-hour window. Accounts that are not reachable take no part. With `among` it is the groups that any of those accounts is in.
 * O(Σ hubsPerAccount² + Σ windows of hub rows).
 */
export const hubGroups = (
  index: ObservationIndex,
  hubs: Hubs,
  weights: Weights,
  isReachable: (account: number) => boolean,
  config: EngineConfig,
  among?: Uint32Array,
): HubGroups => {
  const familyOf = (signal: number): number => index.familyOfType[index.signalType[signal]!]!;
  const isWeak = (signal: number): boolean => weights.weakFamily[familyOf(signal)]!;
  const chosenOf = hubChoice(index, hubs, weights, isReachable, config.hubsPerAccount);

  const cellsOf: CellsOf = (hub) => {
    const weak = isWeak(hub);
    const windowed = !weak && index.types[index.signalType[hub]!]!.kind === 'behaviour';
    return (row, visit) => {
      const chosen = chosenOf(index.rowAccount[row]!);
      let isChosen = false;
      for (let c = chosen.from; c < chosen.to; c++) {
        const other = chosen.hubs[c]!;
        if (other === hub) isChosen = true;
        else if (isChosen && !(weak && isWeak(other))) visit(other);
      }
      if (!windowed || !isChosen) return;
      for (let w = index.windowStart[row]!; w < index.windowStart[row + 1]!; w++)
        visit(index.signalKeys.length + index.windows[w]!);
    };
  };

  const met = among === undefined ? null : cellsMet(index, hubs, among, cellsOf);
  const shows = new Uint8Array(met === null ? 0 : index.accountIds.length);

  const start = growableUint32();
  const member = growableUint32();
  start.push(0);
  for (const hub of hubs.signals) {
    if (weights.bits[hub]! < MIN_HUB_BITS) continue;
    const wanted = met?.get(hub);
    if (met !== null && wanted === undefined) continue;
    const mayBe = wanted && mayBeIn(index, wanted, shows);
    const [from, size] = [index.signalStart[hub]!, degreeOf(index, hub)];
    // Cells of the hub are gathered as cell × accounts of the hub + place in the hub, and put in order.
    const cells = growableFloat64();
    const eachCell = cellsOf(hub);
    for (let i = 0; i < size; i++)
      if (mayBe === undefined || mayBe(index.signalRow[from + i]!))
        eachCell(index.signalRow[from + i]!, (cell) => {
          if (wanted === undefined || wanted.has(cell)) cells.push(cell * size + i);
        });
    const keys = cells.view().sort();
    for (let i = 0; i < keys.length; ) {
      const cell = Math.floor(keys[i]! / size);
      let end = i + 1;
      while (end < keys.length && keys[end]! < (cell + 1) * size) end++;
      if (end - i >= 2) {
        for (let j = i; j < end; j++) member.push(index.rowAccount[index.signalRow[from + (keys[j]! - cell * size)]!]!);
        start.push(member.length);
      }
      i = end;
    }
  }
  return { start: start.view(), member: member.view() };
};

type CellsOf = (hub: number) => (row: number, visit: (cell: number) => void) => void;

/** By hub, the cells that any of these accounts is in. */
const cellsMet = (
  index: ObservationIndex,
  hubs: Hubs,
  among: Uint32Array,
  cellsOf: CellsOf,
): ReadonlyMap<number, ReadonlySet<number>> => {
  const met = new Map<number, Set<number>>();
  for (const a of among)
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      const hub = index.rowSignal[row]!;
      if (hubs.rankOf[hub] === 0) continue;
      cellsOf(hub)(row, (cell) => {
        const cells = met.get(hub);
        if (cells === undefined) met.set(hub, new Set([cell]));
        else cells.add(cell);
      });
    }
  return met;
};

/** Whether a row of a hub can be in one of these cells at all, told without its account's choice of hubs. `shows` is scratch, by account. */
const mayBeIn = (
  index: ObservationIndex,
  cells: ReadonlySet<number>,
  shows: Uint8Array,
): ((row: number) => boolean) => {
  const windows = new Set<number>();
  let first = Number.POSITIVE_INFINITY;
  shows.fill(0);
  for (const cell of cells) {
    if (cell >= index.signalKeys.length) {
      windows.add(cell - index.signalKeys.length);
      first = Math.min(first, cell - index.signalKeys.length);
    } else
      for (let i = index.signalStart[cell]!; i < index.signalStart[cell + 1]!; i++)
        shows[index.rowAccount[index.signalRow[i]!]!] = 1;
  }
  return (row) => {
    if (shows[index.rowAccount[row]!] === 1) return true;
    // The newest first: accounts that changed were there of late.
    for (let w = index.windowStart[row + 1]! - 1; w >= index.windowStart[row]!; w--) {
      if (index.windows[w]! < first) return false;
      if (windows.has(index.windows[w]!)) return true;
    }
    return false;
  };
};

/** The hubs of an account that make its groups, ascending: hubs[from .. to). Reckoned when an account is first asked for. */
const hubChoice = (
  index: ObservationIndex,
  hubs: Hubs,
  weights: Weights,
  isReachable: (account: number) => boolean,
  most: number,
) => {
  const placeOf = new Uint32Array(index.accountIds.length); // 1 + place
  const countOf = new Uint8Array(index.accountIds.length);
  const chosen = growableUint32();
  const result = { hubs: chosen.view(), from: 0, to: 0 };
  const own = new Uint32Array(most);
  /** Keeps the most telling ones in order while they come ascending: of equal ones those of lower numbers. */
  const choose = (a: number): void => {
    let count = 0;
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      const s = index.rowSignal[row]!;
      const bits = weights.bits[s]!;
      if (hubs.rankOf[s] === 0 || bits < MIN_HUB_BITS) continue;
      if (count === most && weights.bits[own[most - 1]!]! >= bits) continue;
      let place = count < most ? count++ : most - 1;
      for (; place > 0 && weights.bits[own[place - 1]!]! < bits; place--) own[place] = own[place - 1]!;
      own[place] = s;
    }
    placeOf[a] = 1 + chosen.length;
    countOf[a] = count;
    for (const s of own.subarray(0, count).sort()) chosen.push(s);
    result.hubs = chosen.view();
  };
  return (a: number): { readonly hubs: Uint32Array; readonly from: number; readonly to: number } => {
    if (placeOf[a] === 0) {
      if (isReachable(a)) choose(a);
      else placeOf[a] = 1;
    }
    result.from = placeOf[a]! - 1;
    result.to = result.from + countOf[a]!;
    return result;
  };
};

/** Groups as blocks of nodes; `nodeOf` gives 1 + the node of each member. O(members). */
export const blocksOf = ({ start, member }: HubGroups, nodeOf: Uint32Array, nodes: number, arrays: Arrays): Blocks => {
  const starts = arrays.uint32(start.length);
  starts.set(start);
  const members = arrays.uint32(member.length);
  for (let p = 0; p < member.length; p++) members[p] = nodeOf[member[p]!]! - 1;
  const placeStart = arrays.uint32(nodes + 1);
  for (const v of members) placeStart[v + 1]!++;
  for (let v = 0; v < nodes; v++) placeStart[v + 1]! += placeStart[v]!;
  const cursor = placeStart.slice();
  const place = arrays.uint32(members.length);
  const blockOfPlace = arrays.uint32(members.length);
  for (let b = 0; b + 1 < starts.length; b++) {
    for (let p = starts[b]!; p < starts[b + 1]!; p++) {
      place[cursor[members[p]!]!++] = p;
      blockOfPlace[p] = b;
    }
  }
  return { start: starts, member: members, placeStart, place, blockOfPlace };
};
