import { ownArrays } from './arrays.ts';
import { growableUint32 } from './growable.ts';

/** Values that stand together and go on to do so: `from` .. `to` − 1 until now, from `at` on hereafter. Ascending, and no two overlap. */
export interface Stretches {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  readonly at: Uint32Array;
}

/** Stretches that are told of one after another; `view` is valid until the next one. */
export const growableStretches = () => {
  const [from, to, at] = [growableUint32(), growableUint32(), growableUint32()];
  return {
    add(first: number, end: number, now: number): void {
      from.push(first);
      to.push(end);
      at.push(now);
    },
    view: (): Stretches => ({ from: from.view(), to: to.view(), at: at.view() }),
  };
};

/**
 * Room left behind a column, as a share of it, to grow into: mostly more than it grows by before a whole run is due. It takes no memory until something is
 * written there.
 */
export const ROOM = 1 / 8;

type Column = Uint32Array | Float32Array | Float64Array;
type Made<T extends Column> = { readonly BYTES_PER_ELEMENT: number } & (new (
  buffer: ArrayBuffer,
  start: number,
  length: number,
) => T);

const withRoom = <T extends Column>(of: Made<T>, length: number): T =>
  new of(new ArrayBuffer((length + Math.ceil(length * ROOM)) * of.BYTES_PER_ELEMENT), 0, length);

/** Columns of zeros that can grow a little in the memory that they have; see `movedStretches`. */
export const roomy = {
  uint32: (length: number): Uint32Array => withRoom<Uint32Array>(Uint32Array, length),
  float32: (length: number): Float32Array => withRoom<Float32Array>(Float32Array, length),
  float64: (length: number): Float64Array => withRoom<Float64Array>(Float64Array, length),
};

/** The same values at the beginning of a longer column, and zeros behind them. The shorter one is used up, as by `movedStretches`. */
export const lengthened = <T extends Column>(values: T, length: number): T => {
  const known = values.length;
  const all = movedStretches(
    values,
    { from: Uint32Array.of(0), to: Uint32Array.of(known), at: Uint32Array.of(0) },
    length,
  );
  all.fill(0, known);
  return all;
};

/**
 * A column of `length` values with the stretches of another one where they belong; what stands between them is anything. The other one is
 * used up: where it has room the stretches are moved within its memory, since fresh memory is handed out page by page, which takes the kernel longer than
 * it takes to move what is put there. O(values that move).
 */
export const movedStretches = <T extends Column>(values: T, { from, to, at }: Stretches, length: number): T => {
  const of = values.constructor as Made<T>;
  const { buffer, byteOffset } = values;
  const inPlace =
    buffer instanceof ArrayBuffer && byteOffset === 0 && buffer.byteLength >= length * values.BYTES_PER_ELEMENT;
  if (!inPlace) {
    const column = withRoom(of, length);
    for (let s = 0; s < at.length; s++) column.set(values.subarray(from[s]!, to[s]!), at[s]!);
    ownArrays.release(values);
    return column;
  }
  const reach = Math.max(values.length, length);
  const memory = buffer.transfer(); // whoever still holds the old column sees an empty one
  const all = new of(memory, 0, reach);
  // What goes left from the left on, what goes right from the right on: it can but overwrite what has moved already, or was left out.
  for (let s = 0; s < at.length; s++) if (at[s]! < from[s]!) all.copyWithin(at[s]!, from[s]!, to[s]!);
  for (let s = at.length - 1; s >= 0; s--) if (at[s]! > from[s]!) all.copyWithin(at[s]!, from[s]!, to[s]!);
  return new of(memory, 0, length);
};
