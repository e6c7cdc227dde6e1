import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 collect its heap rarely until it is disposed of, while a run makes its arrays. V8 collects whenever typed arrays have grown by
 * 64 MiB since the last time, however large they and the heap are. A run holds the names of all signals and makes arrays of gigabytes,
 * so that collections grow in number and each in length: at two million accounts there were 42, which took a third of all processor
 * time (106 s; 67 s with this, and 6 collections). Counted as part of the heap, arrays ask for a collection as the heap does, when both
 * together have grown by so many per cent. A run gives its large arrays back itself (`Arrays.release`), so nothing piles up.
 * The flag is the whole process's: of two runs at once the first to end puts it back, which costs the other time and nothing else.
 */
export const collectRarely = (): Disposable => {
  setFlagsFromString(`--${FLAG}`);
  return { [Symbol.dispose]: () => setFlagsFromString(`--no-${FLAG}`) };
};

const FLAG = 'external-memory-accounted-in-global-limit';
