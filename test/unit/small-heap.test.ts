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

it('is small while an export passes through it, also after a start that made it large', () => {
  grow();
  const before = newGeneration();
  {
    using _ = holdHeapSmall('all');
    expect(newGeneration()).toBeLessThan(before / 4);
    grow();
    expect(newGeneration()).toBeLessThan(before / 4);
  }
  grow();
  expect(newGeneration()).toBeGreaterThan(before / 2);
});
