import { describe, expect, it } from 'vitest';
import { groupRows } from '../../../src/engine/behaviour/group-rows.ts';
import { groupRepetition } from '../../../src/engine/behaviour/repetition.ts';
import { columnsBuilder } from '../../../src/engine/input/columns-builder.ts';
import { buildIndex } from '../../../src/engine/input/observation-index.ts';
import type { Weights } from '../../../src/engine/weights/weights.ts';
import { DAY, dice, POPULATION_TYPES, START } from '../../support/engine-population.ts';

const HOUR = 3600;
const THRESHOLD = 20;
type Showing = readonly [account: number, thing: string, first: number, last?: number];

/** Of accounts 0 … n − 1 that show those things; every thing is worth `bits`. */
const repetitionOf = (accounts: number, showings: readonly Showing[], bits: Readonly<Record<string, number>> = {}) => {
  const builder = columnsBuilder();
  for (let i = 0; i < accounts; i++) builder.account(`a${i}`, { createdAt: START, requests: 10 });
  for (const [account, thing, first, last = first] of showings)
    builder.add(`a${account}`, thing, 'prompt', 1, first, last, []);
  const index = buildIndex(builder.build(POPULATION_TYPES));
  const worth = Float64Array.from(index.signalKeys, (key) => bits[key] ?? 10);
  const weights = { bits: worth, threshold: THRESHOLD } as unknown as Weights;
  const [signals, everybody] = [Array.from(index.signalKeys.keys()), Uint32Array.from(index.accountIds.keys())];
  return groupRepetition(index, weights)(signals, groupRows(index)(signals, everybody), accounts);
};
const all = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

describe('what a group does again', () => {
  it('is the bits of what is seen for longer than one sitting, for a mean account, in link thresholds', () => {
    const showings: Showing[] = [
      [0, 'again', START, START + 8 * HOUR + 1],
      [1, 'again', START, START + 8 * HOUR],
      [0, 'once', START],
    ];
    expect(repetitionOf(2, showings).again).toBeCloseTo(10 / 2 / THRESHOLD);
    expect(repetitionOf(2, showings, { again: 6 }).again).toBeCloseTo(6 / 2 / THRESHOLD);
  });

  it('is not less for any number of things that are done once beside it', () => {
    const works = all(5).map((i): Showing => [i, 'tool', START, START + 9 * DAY]);
    const cover = all(5).flatMap((i) => all(50).map((n): Showing => [i, `library-${n}`, START + n * HOUR]));
    expect(repetitionOf(5, [...works, ...cover]).again).toBe(repetitionOf(5, works).again);
  });
});

describe('agreement of a group', () => {
  it('is 1 where all do all of it, and otherwise the share that does a mean thing, by what it is worth', () => {
    const together = all(4).flatMap((i): Showing[] => [
      [i, 'x', START],
      [i, 'y', START],
    ]);
    expect(repetitionOf(4, together).agreement).toBe(1);
    const apart: Showing[] = [...all(4).map((i): Showing => [i, 'x', START]), [0, 'z', START], [1, 'z', START]];
    expect(repetitionOf(4, apart).agreement).toBeCloseTo((4 * 1 + 2 * 0.5) / 6);
    expect(repetitionOf(4, apart, { z: 0 }).agreement).toBe(1);
  });

  it('is 0 of a group that does nothing', () => {
    expect(repetitionOf(4, [])).toEqual({ again: 0, agreement: 0, quickness: 0 });
  });
});

describe('quickness of a group', () => {
  /** Things that 30 accounts begin within so many seconds each. */
  const begunWithin = (seconds: number, seed: number, things = 40) => {
    const random = dice(seed);
    const showings = all(things).flatMap((thing) =>
      all(30).map((i): Showing => [i, `thing-${thing}`, START + thing * DAY + random.below(seconds)]),
    );
    return repetitionOf(30, showings).quickness;
  };

  it('is how much shorter than a sitting the time is within which they begin, in bits', () => {
    for (const [seconds, bits] of [
      [8 * HOUR, 0],
      [HOUR, 3],
      [HOUR / 4, 5],
    ] as const) {
      expect(begunWithin(seconds, 1)).toBeGreaterThan(bits - 0.5);
      expect(begunWithin(seconds, 1)).toBeLessThan(bits + 0.1);
    }
  });

  it('is a lower bound: by chance one group in twenty or fewer seems quick, few gaps or many', () => {
    for (const things of [1, 10]) {
      const quick = all(200).filter((seed) => begunWithin(10 * DAY, seed + 1, things) > 0);
      expect(quick.length).toBeLessThanOrEqual(16);
    }
  });

  it('takes things begun in one second as a second apart, and knows nothing of those begun days apart', () => {
    const atOnce = all(10).map((i): Showing => [i, 'x', START]);
    expect(repetitionOf(10, atOnce).quickness).toBeGreaterThan(9);
    const apart = all(10).map((i): Showing => [i, 'x', START + i * DAY]);
    expect(repetitionOf(10, apart).quickness).toBe(0);
  });
});
