import type { ObservationIndex } from '../input/observation-index.ts';
import type { Hubs } from '../weights/hubs.ts';

/** By hub, the cells of an account's row of it. */
export type CellsOf = (hub: number) => (row: number, account: number, visit: (cell: number) => void) => void;

/** Cells that any of some accounts is in, hub by hub. */
export interface Wanted {
  /** Goes to a hub; false where none of its cells is wanted. What follows is asked of that hub. */
  of(hub: number): boolean;
  has(cell: number): boolean;
  /** Whether a row of the hub can be in a wanted cell at all, told without its account's choice of hubs. */
  mayBeIn(row: number, account: number): boolean;
}

/**
 * Cells of hubs that accounts are in. What is walked through for that are the rows of these, and of the hubs that are met.
 */
export const cellsMet = (
  index: ObservationIndex,
  hubs: Hubs,
  accounts: Uint32Array,
  cellsOf: CellsOf,
  cellCount: number,
): Wanted => {
  const signals = index.signalKeys.length;
  const eachCell = (a: number, visit: (hub: number, cell: number) => void): void => {
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      const hub = index.rowSignal[row]!;
      if (hubs.rankOf(hub) >= 0) cellsOf(hub)(row, a, (cell) => visit(hub, cell));
    }
  };
  const met = new Map<number, Set<number>>();
  const meet = (hub: number, cell: number): void => {
    const cells = met.get(hub);
    if (cells === undefined) met.set(hub, new Set([cell]));
    else cells.add(cell);
  };
  for (const a of accounts) eachCell(a, meet);
  // Whoever is in a cell of two hubs shows two that are met.
  const shows = new Uint8Array(index.accountIds.length);
  const further = [...met.values()].flatMap((cells) => [...cells].filter((cell) => cell < signals));
  for (const hub of new Set([...met.keys(), ...further]))
    for (let i = index.signalStart[hub]!; i < index.signalStart[hub + 1]!; i++) {
      const a = index.rowAccount[index.signalRow[i]!]!;
      if (shows[a]! < 2) shows[a]!++;
    }
  const turnOf = new Uint32Array(cellCount); // the last hub, in turn, of which a cell was wanted
  let turn = 0;
  let first = cellCount;
  return {
    of(hub) {
      const cells = met.get(hub);
      if (cells === undefined) return false;
      turn++;
      first = cellCount;
      for (const cell of cells) {
        turnOf[cell] = turn;
        if (cell >= signals) first = Math.min(first, cell);
      }
      return true;
    },
    has: (cell) => turnOf[cell] === turn,
    mayBeIn(row, account) {
      if (shows[account] === 2) return true;
      // The newest first: accounts that changed were there of late.
      for (let w = index.windowStart[row + 1]! - 1; w >= index.windowStart[row]!; w--) {
        const cell = signals + index.windows[w]!;
        if (cell < first) return false;
        if (turnOf[cell] === turn) return true;
      }
      return false;
    },
  };
};
