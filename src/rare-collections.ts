import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 collect its heap rarely until it is disposed of, while a run makes its arrays. V8 collects whenever typed arrays have grown by
 * 64 MiB since the last time, however large they and the heap are. A run holds the names of all signals and makes arrays of gigabytes,
 * so that collections grow in number and each in length: at two million accounts there were 42, which took a third of all processor
 * time. Counted as part of the heap, arrays ask for a collection when both together are twice what the last one left. On the seed's
 * campaign in a million that takes 41 s of processor time and 2,386 MiB; when they have grown by a fifth 43 s and 2,001 MiB, and at four million
 * 153 s instead of 121. V8's own way took 2,024 MiB and a third more time at two million. Large arrays
 * a run gives back itself (`Arrays.release`).
 *
 * The flags are the whole process's. Of two runs at once the first to end puts them back, which costs the other time and nothing
 * else; who holds the heap small (`small-heap.ts`) says so again at its next look.
 */
export const collectRarely = (): Disposable => {
  setFlagsFromString(`--${COUNTED}`);
  setFlagsFromString(`${GROWTH}=100`);
  return {
    [Symbol.dispose]: () => {
      setFlagsFromString(`--no-${COUNTED}`);
      setFlagsFromString(`${GROWTH}=0`);
    },
  };
};

const COUNTED = 'external-memory-accounted-in-global-limit';
const GROWTH = '--heap-growing-percent';
