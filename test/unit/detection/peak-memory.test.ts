import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { peakMemory } from '../../../src/detection/thread/peak-memory.ts';

const MIB = 2 ** 20;

describe('the memory of a run', () => {
  it('is the most that was there at any look, of heap and arrays each by itself, in whole MiB', () => {
    const looks = fc.array(fc.tuple(fc.nat(4_000 * MIB), fc.nat(9_000 * MIB)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(looks, (usages) => {
        let [at, time] = [0, 0];
        const usage = () => ({ heapUsed: usages[at]![0], arrayBuffers: usages[at]![1] });
        const memory = peakMemory(usage, () => time);
        for (; at < usages.length; at++, time += 100) memory.look();
        at = usages.length - 1;
        expect(memory.figures()).toEqual({
          heapMiB: Math.ceil(Math.max(...usages.map(([heap]) => heap)) / MIB),
          arraysMiB: Math.ceil(Math.max(...usages.map(([, arrays]) => arrays)) / MIB),
        });
      }),
    );
  });

  it('is looked at seldom, however often a stage says how far it is, and at the end in any case', () => {
    let [looks, time] = [0, 0];
    const memory = peakMemory(
      () => ({ heapUsed: ++looks * MIB, arrayBuffers: 0 }),
      () => time,
    );
    for (; time < 1_000; time++) memory.look();
    expect(looks).toBeLessThanOrEqual(50);
    expect(memory.figures()).toEqual({ heapMiB: looks, arraysMiB: 0 });
    expect(looks).toBeGreaterThan(40);
  });
});
