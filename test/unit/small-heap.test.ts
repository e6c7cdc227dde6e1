import { getHeapSpaceStatistics } from 'node:v8';
import { expect, it } from 'vitest';
import { holdHeapSmall } from '../../src/small-heap.ts';

const newGeneration = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')!.space_size / 2 ** 20;

/** Makes what survives a few collections, as a start does. */
const grow = (): void => {
  let kept: object[] = [];
  for (let i = 0; i < 3e6; i++) {
    kept.push({ i, text: `${i}` });
    if (kept.length > 200_000) kept = [];
  }
};

/** When V8 makes it larger hangs on what else is at work on the machine. */
const growTo = (mib: number): number => {
  for (let times = 0; times < 10 && newGeneration() < mib; times++) grow();
  return newGeneration();
};

it('is small while an export passes through it, also after a start that made it large', () => {
  expect(growTo(64)).toBeGreaterThanOrEqual(64);
  {
    using _ = holdHeapSmall('all');
    expect(newGeneration()).toBeLessThan(32);
    grow();
    expect(newGeneration()).toBeLessThan(32);
  }
  expect(growTo(64)).toBeGreaterThanOrEqual(64);
});
