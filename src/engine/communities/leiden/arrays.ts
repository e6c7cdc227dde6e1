/** Makes arrays of zeros: in this thread's memory, or in memory that threads share. */
export interface Arrays {
  uint8(length: number): Uint8Array;
  int32(length: number): Int32Array;
  uint32(length: number): Uint32Array;
  float64(length: number): Float64Array;
}

export const ownArrays: Arrays = {
  uint8: (length) => new Uint8Array(length),
  int32: (length) => new Int32Array(length),
  uint32: (length) => new Uint32Array(length),
  float64: (length) => new Float64Array(length),
};
