import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import type { Arrays } from '../support/arrays.ts';
import { growableFloat64, growableUint32 } from '../support/growable.ts';
import { accountsOf, type Hubs } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';
import { type CellsOf, cellsMet } from './met-cells.ts';

/** Groups of accounts that share a cell of two hubs, or of a hub and a window: where links through hubs are looked for. */
export interface Blocks {
  /** Members of block b: member[start[b] .. start[b + 1]), nodes in order of their accounts, or `NOBODY`. */
  readonly start: Uint32Array;
  readonly member: Uint32Array;
  /** Places of node v in `member`: place[placeStart[v] .. placeStart[v + 1]); and each place's block. */
  readonly placeStart: Uint32Array;
  readonly place: Uint32Array;
  readonly blockOfPlace: Uint32Array;
}

/** In place of a member that is no node of the plan. */
export const NOBODY = 0xffffffff;

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
    return (row, account, visit) => {
      const chosen = chosenOf(account);
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

  const cellCount = index.signalKeys.length + index.windowValues.length;
  const wanted = among === undefined ? null : cellsMet(index, hubs, among, cellsOf, cellCount);

  const start = growableUint32();
  const member = growableUint32();
  start.push(0);
  for (const hub of hubs.signals) {
    if (weights.bits[hub]! < MIN_HUB_BITS || wanted?.of(hub) === false) continue;
    const rows = index.signalRow.subarray(index.signalStart[hub]!, index.signalStart[hub + 1]!);
    const accounts = accountsOf(index, hub);
    const size = rows.length;
    // Cells of the hub are gathered as cell × accounts of the hub + place in the hub, and put in order.
    const cells = growableFloat64();
    const eachCell = cellsOf(hub);
    for (let i = 0; i < size; i++)
      if (wanted === null || wanted.mayBeIn(rows[i]!, accounts[i]!))
        eachCell(rows[i]!, accounts[i]!, (cell) => {
          if (wanted === null || wanted.has(cell)) cells.push(cell * size + i);
        });
    const keys = cells.view().sort();
    for (let i = 0; i < keys.length; ) {
      const cell = Math.floor(keys[i]! / size);
      let end = i + 1;
      while (end < keys.length && keys[end]! < (cell + 1) * size) end++;
      if (end - i >= 2) {
        for (let j = i; j < end; j++) member.push(accounts[keys[j]! - cell * size]!);
        start.push(member.length);
      }
      i = end;
    }
  }
  return { start: start.view(), member: member.view() };
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
  const isTelling = Uint8Array.from(hubs.signals, (hub) => Number(weights.bits[hub]! >= MIN_HUB_BITS));
  /** Keeps the most telling ones in order while they come ascending: of equal ones those of lower numbers. */
  const choose = (a: number): void => {
    let count = 0;
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      const s = index.rowSignal[row]!;
      const hub = hubs.rankOf(s);
      if (hub < 0 || isTelling[hub] === 0) continue;
      const bits = weights.bits[s]!;
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

/** Groups as blocks of nodes; `nodeOf` gives 1 + the node of each member, 0 for one that is none. O(members). */
export const blocksOf = ({ start, member }: HubGroups, nodeOf: Uint32Array, nodes: number, arrays: Arrays): Blocks => {
  const starts = arrays.uint32(start.length);
  starts.set(start);
  const members = arrays.uint32(member.length);
  const placeStart = arrays.uint32(nodes + 1);
  for (let p = 0; p < member.length; p++) {
    const node = nodeOf[member[p]!]!;
    members[p] = node === 0 ? NOBODY : node - 1;
    if (node > 0) placeStart[node]!++;
  }
  for (let v = 0; v < nodes; v++) placeStart[v + 1]! += placeStart[v]!;
  const cursor = placeStart.slice();
  const place = arrays.uint32(placeStart[nodes]!);
  const blockOfPlace = arrays.uint32(members.length);
  for (let b = 0; b + 1 < starts.length; b++) {
    for (let p = starts[b]!; p < starts[b + 1]!; p++) {
      if (members[p] === NOBODY) continue;
      place[cursor[members[p]!]!++] = p;
      blockOfPlace[p] = b;
    }
  }
  return { start: starts, member: members, placeStart, place, blockOfPlace };
};
