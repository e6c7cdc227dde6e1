export type Column = Uint8Array | Int32Array | Uint32Array | Float64Array | Float32Array;

/** Makes arrays of zeros: in this thread's memory, or in memory that threads share. */
export interface Arrays {
  uint8(length: number): Uint8Array;
  int32(length: number): Int32Array;
  uint32(length: number): Uint32Array;
  float64(length: number): Float64Array;
  /** Gives the memory of arrays back at once, without waiting for a garbage collection; they are not to be used again. */
  release(...columns: readonly Column[]): void;
}

/** Bytes below which the garbage collector is soon enough. */
export const LARGE = 1 << 16;

export const ownArrays: Arrays = {
  uint8: (length) => new Uint8Array(length),
  int32: (length) => new Int32Array(length),
  uint32: (length) => new Uint32Array(length),
  float64: (length) => new Float64Array(length),
  release(...columns) {
    for (const { buffer } of columns)
      if (buffer instanceof ArrayBuffer && buffer.byteLength >= LARGE) buffer.transfer(0);
  },
};
