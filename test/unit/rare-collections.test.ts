import { constants, type NodeGCPerformanceDetail, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { collectRarely } from '../../src/rare-collections.ts';

const { NODE_PERFORMANCE_GC_MAJOR: MAJOR } = constants;

const detailOf = (entry: PerformanceEntry) =>
  (entry as PerformanceEntry & { readonly detail: NodeGCPerformanceDetail }).detail;

/** Makes 96 arrays of 64 MiB and keeps the last 32 (nobody writes to them, so that they take no memory); how often V8 collected the whole heap meanwhile. */
const collectionsOfArrays = async (): Promise<number> => {
  let count = 0;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (detailOf(entry).kind === MAJOR) count++;
  });
  observer.observe({ entryTypes: ['gc'] });
  const kept: Uint32Array[] = [];
  for (let i = 0; i < 96; i++) {
    kept[i % 32] = new Uint32Array(1 << 24);
    // A collection that was begun is ended when the event loop comes round.
    await setTimeout(5);
  }
  observer.disconnect();
  return count;
};

it('lets arrays grow with fewer collections, and no longer than until it is disposed of', async () => {
  const before = await collectionsOfArrays();
  let meanwhile: number;
  {
    using _ = collectRarely();
    meanwhile = await collectionsOfArrays();
  }
  const after = await collectionsOfArrays();
  expect(before).toBeGreaterThanOrEqual(8);
  expect(after).toBeGreaterThanOrEqual(8);
  expect(meanwhile).toBeLessThan(before / 2);
});
