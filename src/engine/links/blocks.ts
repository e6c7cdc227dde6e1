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

/**
 * Blocks stand in for the pairs of hubs, which are never listed. Two kinds: accounts with the same two hubs (of an
 * account's `hubsPerAccount` most telling ones, not both of weak families), and accounts with one behaviour hub in the same
 * 8-hour window. `nodeOf` gives 1 + the node of each account that can be linked at all and 0 for the rest, which take no part.
 * With `among` (by account) it is the blocks that any of those is in.
 * O(Σ hubsPerAccount² + Σ windows of hub rows).
 */
export const buildBlocks = (
  index: ObservationIndex,
  hubs: Hubs,
  weights: Weights,
  nodeOf: Uint32Array,
  config: EngineConfig,
  arrays: Arrays,
  among?: Uint8Array,
): Blocks => {
  const n = index.accountIds.length;
  const familyOf = (signal: number): number => index.familyOfType[index.signalType[signal]!]!;

  const chosenStart = new Uint32Array(n + 1);
  const chosen = growableUint32();
  const ofAccount: number[] = [];
  for (let a = 0; a < n; a++) {
    if (nodeOf[a]) {
      ofAccount.length = 0;
      for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
        const s = index.rowSignal[row]!;
        if (hubs.rankOf[s]! > 0 && weights.bits[s]! >= MIN_HUB_BITS) ofAccount.push(s);
      }
      ofAccount.sort((x, y) => weights.bits[y]! - weights.bits[x]! || x - y);
      ofAccount.length = Math.min(ofAccount.length, config.hubsPerAccount);
      ofAccount.sort((x, y) => x - y);
      for (const s of ofAccount) chosen.push(s);
    }
    chosenStart[a + 1] = chosen.length;
  }
  const hubOf = chosen.view();

  const start = growableUint32();
  const member = growableUint32();
  start.push(0);
  // Cells of one hub are gathered as cell × accounts of the hub + place in the hub, and put in order.
  let cells = growableFloat64();
  const closeCells = (hub: number): void => {
    if (cells.length === 0) return;
    const size = degreeOf(index, hub);
    const keys = cells.view().sort();
    for (let i = 0; i < keys.length; ) {
      const cell = Math.floor(keys[i]! / size);
      let end = i + 1;
      while (end < keys.length && keys[end]! < (cell + 1) * size) end++;
      if (end - i >= 2) {
        for (let j = i; j < end; j++) {
          const row = index.signalRow[index.signalStart[hub]! + (keys[j]! - cell * size)]!;
          member.push(nodeOf[index.rowAccount[row]!]! - 1);
        }
        start.push(member.length);
      }
      i = end;
    }
    cells = growableFloat64();
  };

  for (const hub of hubs.signals) {
    if (weights.bits[hub]! < MIN_HUB_BITS) continue;
    const weak = weights.weakFamily[familyOf(hub)]!;
    const size = degreeOf(index, hub);
    const windowed = !weak && index.types[index.signalType[hub]!]!.kind === 'behaviour';
    const eachCell = (row: number, visit: (cell: number) => void): void => {
      const a = index.rowAccount[row]!;
      let isChosen = false;
      for (let c = chosenStart[a]!; c < chosenStart[a + 1]!; c++) {
        const other = hubOf[c]!;
        if (other === hub) isChosen = true;
        else if (isChosen && !(weak && weights.weakFamily[familyOf(other)])) visit(other);
      }
      if (!windowed || !isChosen) return;
      for (let w = index.windowStart[row]!; w < index.windowStart[row + 1]!; w++)
        visit(index.signalKeys.length + index.windows[w]!);
    };
    const [from, end] = [index.signalStart[hub]!, index.signalStart[hub + 1]!];
    const met = new Set<number>();
    if (among !== undefined)
      for (let i = from; i < end; i++)
        if (among[index.rowAccount[index.signalRow[i]!]!] === 1) eachCell(index.signalRow[i]!, (cell) => met.add(cell));
    if (among !== undefined && met.size === 0) continue;
    for (let i = from; i < end; i++)
      eachCell(index.signalRow[i]!, (cell) => {
        if (among === undefined || met.has(cell)) cells.push(cell * size + i - from);
      });
    closeCells(hub);
  }

  const shared = (from: Uint32Array): Uint32Array => {
    const to = arrays.uint32(from.length);
    to.set(from);
    return to;
  };
  const members = shared(member.view());
  const starts = shared(start.view());
  const nodes = nodeOf.reduce((most, node) => Math.max(most, node), 0);
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
