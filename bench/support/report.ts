import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { setTimeout } from 'node:timers/promises';

/** What a bench found, by name: ratios and sizes with their unit in the name (`peakMib`, `rowsPerSecond`). */
export type Figures = { readonly [name: string]: number | string | boolean | null | readonly number[] | Figures };

/** The machine that figures were taken on: without it they mean nothing. */
export const machine = (): Figures => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  memoryGib: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
});

/** Prints a table for people and, as the last line, one JSON object with the bench's figures and the machine. */
export const report = (bench: string, table: readonly object[], figures: Figures): void => {
  console.log(bench);
  console.table(table);
  console.log(JSON.stringify({ bench, ...figures, machine: machine() }));
};

/** The middle of some figures; the lower one of two middles. Throws when there are none. */
export const median = (figures: readonly number[]): number => {
  if (figures.length === 0) throw new Error('no figures, no median');
  return figures.toSorted((a, b) => a - b)[(figures.length - 1) >> 1]!;
};

/** The most memory that a process held in RAM until now, MiB (Linux: VmHWM; elsewhere null). */
export const peakMib = (pid: number | 'self'): number | null => {
  try {
    const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kib === undefined ? null : Math.round(Number(kib) / 1024);
  } catch {
    return null;
  }
};

/** Watches a process until `stop`: the most memory it held, MiB, also when it ends before it can be asked. */
export const watchPeak = (pid: number): { stop(): Promise<number | null> } => {
  let peak: number | null = null;
  const stopping = new AbortController();
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      peak = peakMib(pid) ?? peak;
      await setTimeout(100, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    peak = peakMib(pid) ?? peak;
  })();
  return {
    async stop() {
      stopping.abort();
      await watching;
      return peak;
    },
  };
};
