import { describe, expect, it } from 'vitest';
import { bitSet } from '../../../src/engine/support/bit-set.ts';
import { randomStream } from '../../../src/engine/support/random.ts';
import { rankedSet } from '../../../src/engine/support/ranked-set.ts';

describe('sets of numbers', () => {
  const random = randomStream(5, 1);
  const sparse = Uint32Array.from({ length: 1000 }, (_, number) => number).filter(() => random() < 0.3);
  // Whole words, empty ones, and the last bit of one.
  const members = [...sparse, ...Array.from({ length: 64 }, (_, i) => 1024 + i), 1183, 1999];

  it('rank their members as counting them one by one does', () => {
    const set = rankedSet(2000, members);
    const expected = Array.from({ length: 2000 }, (_, number) => members.indexOf(number));
    expect(Array.from({ length: 2000 }, (_, number) => set.rankOf(number))).toEqual(expected);
    expect(set.size).toBe(members.length);
    expect(rankedSet(0, []).size).toBe(0);
  });

  it('hold what was added and not what was removed', () => {
    const set = bitSet(2000);
    for (const member of members) set.add(member);
    for (const member of members) if (member % 3 === 0) set.remove(member);
    const held = Array.from({ length: 2000 }, (_, number) => number).filter((number) => set.has(number));
    expect(held).toEqual(members.filter((member) => member % 3 !== 0));
  });
});
