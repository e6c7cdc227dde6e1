import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../src/engine/support/random.ts';
import { lengthened, movedStretches, roomy, type Stretches } from '../../../src/engine/support/stretches.ts';

/** Stretches of `length` values, some left out and some with gaps before them, and how long the column is then. */
const someStretches = (random: () => number, length: number, gap: number) => {
  const below = (limit: number): number => Math.floor(random() * limit);
  const [from, to, at]: [number[], number[], number[]] = [[], [], []];
  let [next, place] = [0, 0];
  while (next < length) {
    if (random() < 0.3) next += below(9);
    if (random() < 0.4) place += below(gap);
    const end = Math.min(length, next + 1 + below(20));
    if (next >= end) break;
    from.push(next);
    to.push(end);
    at.push(place);
    place += end - next;
    next = end;
  }
  const stretches: Stretches = { from: Uint32Array.from(from), to: Uint32Array.from(to), at: Uint32Array.from(at) };
  return { stretches, length: place + below(gap) };
};

const expectMoved = (before: readonly number[], now: ArrayLike<number>, { from, to, at }: Stretches): void => {
  from.forEach((first, s) => {
    const there = Array.from({ length: to[s]! - first }, (_, i) => now[at[s]! + i]);
    expect(there).toEqual(before.slice(first, to[s]!));
  });
};

describe('moved stretches', () => {
  it('stand where they belong, whether there is room for them or not', () => {
    const random = randomStream(11, 3);
    const inPlace = new Set<boolean>();
    for (let trial = 0; trial < 300; trial++) {
      // Some columns shrink, some grow into their room, some grow beyond it.
      const gap = [1, 4, 30][trial % 3]!;
      for (const make of [roomy.uint32, roomy.float32, roomy.float64]) {
        const column = make(400).map((_, i) => i * 3 + 1);
        const held = make(400);
        held.set(column);
        const { stretches, length } = someStretches(random, 400, gap);
        const before = [...held];
        const now = movedStretches(held, stretches, length);
        expect(now).toHaveLength(length);
        expect(now.constructor).toBe(column.constructor);
        expectMoved(before, now, stretches);
        inPlace.add(now.buffer.byteLength === make(400).buffer.byteLength);
      }
    }
    expect(inPlace).toEqual(new Set([true, false]));
  });

  it('leave nobody else in their memory', () => {
    const held = roomy.uint32(100).fill(7);
    const all = { from: Uint32Array.of(0), to: Uint32Array.of(100), at: Uint32Array.of(2) };
    const now = movedStretches(held, all, 102);
    expect(held).toHaveLength(0);
    expect(now.subarray(2)).toEqual(new Uint32Array(100).fill(7));
  });

  it('are copied where the memory that they are in is shared, or begins before them', () => {
    const all = { from: Uint32Array.of(0), to: Uint32Array.of(50), at: Uint32Array.of(0) };
    const shared = new Uint32Array(new SharedArrayBuffer(400)).fill(3);
    const part = new Uint32Array(100).fill(5).subarray(50);
    for (const values of [shared.subarray(0, 50), part]) {
      const expected = Uint32Array.from(values);
      const now = movedStretches(values, all, 50);
      expect(now.buffer).not.toBe(values.buffer);
      expect(now).toEqual(expected);
    }
  });
});

describe('lengthened columns', () => {
  it('have what they had and zeros behind, also where something stood there before, with room and without', () => {
    for (const more of [0, 3, 12, 200]) {
      const long = roomy.float64(400).map((_, i) => i + 1);
      // Shorter for a while, so that old values stand in the room.
      const short = movedStretches(
        long,
        { from: Uint32Array.of(0), to: Uint32Array.of(390), at: Uint32Array.of(0) },
        390,
      );
      const now = lengthened(short, 390 + more);
      expect([...now]).toEqual(Array.from({ length: 390 + more }, (_, i) => (i < 390 ? i + 1 : 0)));
    }
  });
});
