import { roomy } from '../support/stretches.ts';
import type { ObservationColumns } from './columns.ts';

/** Windows whose numbers stand in one table: four years. */
const BLOCK_BITS = 12;

/** Distinct windows ascending, in how many rows each is, and the windows of the rows as indices into them. O(windows). */
export const windowsOfRows = (columns: ObservationColumns, oldRow: Uint32Array) => {
  const blocks = new Map<number, Uint32Array>();
  let key = -1;
  let block: Uint32Array = new Uint32Array(0);
  const tableOf = (window: number): Uint32Array => {
    const wanted = window >>> BLOCK_BITS;
    if (wanted === key) return block;
    key = wanted;
    block = blocks.get(wanted) ?? new Uint32Array(1 << BLOCK_BITS);
    blocks.set(wanted, block);
    return block;
  };
  const mask = (1 << BLOCK_BITS) - 1;
  for (let w = 0; w < columns.windows.length; w++) tableOf(columns.windows[w]!)[columns.windows[w]! & mask] = 1;
  const values: number[] = [];
  for (const number of [...blocks.keys()].sort((x, y) => x - y)) {
    const table = blocks.get(number)!;
    for (let i = 0; i <= mask; i++) if (table[i] !== 0) table[i] = values.push(number * (mask + 1) + i) - 1;
  }
  const [windowStart, windows] = [roomy.uint32(oldRow.length + 1), roomy.uint32(columns.windows.length)];
  const windowRows = new Uint32Array(values.length);
  let at = 0;
  for (let i = 0; i < oldRow.length; i++) {
    const old = oldRow[i]!;
    const end = columns.windowStart[old + 1]!;
    for (let w = columns.windowStart[old]!; w < end; w++) {
      const window = columns.windows[w]!;
      const number = tableOf(window)[window & mask]!;
      windows[at++] = number;
      windowRows[number]!++;
    }
    windowStart[i + 1] = at;
  }
  return { windowValues: Uint32Array.from(values), windowRows, windowStart, windows };
};
