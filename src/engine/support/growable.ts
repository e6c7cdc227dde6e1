import { ownArrays } from './arrays.ts';

/** A typed column that grows by doubling: for outputs whose length is known only at the end. */
export interface Growable<T extends Uint32Array | Float64Array | Float32Array> {
  readonly length: number;
  push(value: number): void;
  /** The values so far, without a copy. Valid until the next push, which may give their memory back. */
  view(): T;
}

const growable = <T extends Uint32Array | Float64Array | Float32Array>(make: (length: number) => T): Growable<T> => {
  let values = make(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) {
        const larger = make(length * 2);
        larger.set(values);
        ownArrays.release(values);
        values = larger;
      }
      values[length++] = value;
    },
    view: () => values.subarray(0, length) as T,
  };
};

export const growableUint32 = (): Growable<Uint32Array> => growable((length) => new Uint32Array(length));
export const growableFloat64 = (): Growable<Float64Array> => growable((length) => new Float64Array(length));
export const growableFloat32 = (): Growable<Float32Array> => growable((length) => new Float32Array(length));
