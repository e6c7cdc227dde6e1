import { type Arrays, type Column, LARGE } from '../engine/support/arrays.ts';

/**
 * Arrays that threads share. What is released is given out again: other threads may hold on to shared memory for long after
 * this one has let go of it, so it would pile up.
 */
export const sharedArrays = (): Arrays => {
  const free: SharedArrayBuffer[] = [];
  const take = (bytes: number): SharedArrayBuffer => {
    let best = -1;
    for (let i = 0; i < free.length; i++)
      if (free[i]!.byteLength >= bytes && (best < 0 || free[i]!.byteLength < free[best]!.byteLength)) best = i;
    if (bytes < LARGE || best < 0) return new SharedArrayBuffer(bytes);
    const [buffer] = free.splice(best, 1);
    new Uint8Array(buffer!, 0, bytes).fill(0);
    return buffer!;
  };
  return {
    uint8: (length) => new Uint8Array(take(length), 0, length),
    int32: (length) => new Int32Array(take(length * 4), 0, length),
    uint32: (length) => new Uint32Array(take(length * 4), 0, length),
    float64: (length) => new Float64Array(take(length * 8), 0, length),
    release(...columns: readonly Column[]) {
      for (const { buffer } of columns)
        if (buffer instanceof SharedArrayBuffer && buffer.byteLength >= LARGE) free.push(buffer);
    },
  };
};
