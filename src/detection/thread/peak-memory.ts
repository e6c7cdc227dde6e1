/** Memory of a thread as Node tells it, bytes; of its own heap and of the arrays that it made. */
export type Usage = () => { readonly heapUsed: number; readonly arrayBuffers: number };

/** The most of either that was seen, MiB. */
export interface PeakMemory {
  look(): void;
  figures(): { readonly heapMiB: number; readonly arraysMiB: number };
}

/** Between looks, ms: a look takes some microseconds, and a run says how far it is thousands of times. */
const INTERVAL_MS = 20;

/** Sees what is there when it looks, which is between the steps of a run: what comes and goes within a step is not in it. */
export const peakMemory = (usage: Usage, clock: () => number): PeakMemory => {
  let [heap, arrays] = [0, 0];
  let looked = Number.NEGATIVE_INFINITY;
  const look = (): void => {
    const { heapUsed, arrayBuffers } = usage();
    heap = Math.max(heap, heapUsed);
    arrays = Math.max(arrays, arrayBuffers);
    looked = clock();
  };
  return {
    look: () => {
      if (clock() - looked >= INTERVAL_MS) look();
    },
    figures: () => {
      look();
      return { heapMiB: mebi(heap), arraysMiB: mebi(arrays) };
    },
  };
};

const mebi = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
