import { describe, expect, it } from 'vitest';
import { volumeLikeness, volumesOf } from '../../../src/engine/behaviour/volume.ts';
import { columnsBuilder } from '../../../src/engine/input/columns-builder.ts';
import { buildIndex, type ObservationIndex } from '../../../src/engine/input/observation-index.ts';
import { DAY, dice, POPULATION_TYPES, START } from '../../support/engine-population.ts';

/** A thousand accounts that are there for ten days, and 40 more that use what `requestsOf` says. */
const population = (ordinary: (random: number) => number, requestsOf: (random: number) => number) => {
  const builder = columnsBuilder();
  const random = dice(3);
  const add = (id: string, requests: number): void => {
    const created = START + random.below(30 * DAY);
    builder.account(id, { createdAt: created, requests });
    builder.add(id, `device:${id}`, 'device', 1, created, created + 10 * DAY, []);
  };
  for (let i = 0; i < 1_000; i++) add(`ordinary-${i}`, ordinary(random.next()));
  for (let i = 0; i < 40; i++) add(`group-${i}`, requestsOf(random.next()));
  const index = buildIndex(builder.build(POPULATION_TYPES));
  return { index, group: groupOf(index) };
};
const groupOf = (index: ObservationIndex): Uint32Array =>
  Uint32Array.from(index.accountIds.keys()).filter((a) => index.accountIds[a]!.startsWith('group-'));
/** People differ by orders of magnitude. */
const heavyTailed = (random: number): number => Math.ceil(10 ** (4 * random));

describe('likeness of volume', () => {
  it('is some bits for accounts that are dealt near-equal shares, and none for a random group', () => {
    const dealt = population(heavyTailed, (random) => 240 + Math.round(40 * random));
    const { bits, used } = volumeLikeness(volumesOf(dealt.index))(dealt.group);
    expect(bits).toBeGreaterThan(2);
    expect(used).toBe(1);
    const random = population(heavyTailed, heavyTailed);
    expect(volumeLikeness(volumesOf(random.index))(random.group).bits).toBeLessThan(0.3);
  });

  it('goes by requests a day, so that who came later is as alike', () => {
    const builder = columnsBuilder();
    const random = dice(5);
    for (let i = 0; i < 1_040; i++) {
      const days = 1 + random.below(30);
      const id = i < 1_000 ? `ordinary-${i}` : `group-${i}`;
      builder.account(id, { createdAt: START, requests: i < 1_000 ? heavyTailed(random.next()) : days * 26 });
      builder.add(id, `device:${id}`, 'device', 1, START, START + days * DAY, []);
    }
    const index = buildIndex(builder.build(POPULATION_TYPES));
    expect(volumeLikeness(volumesOf(index))(groupOf(index)).bits).toBeGreaterThan(2);
  });

  it('is not known of accounts without usage, nor where everybody uses the same', () => {
    const none = population(heavyTailed, () => 0);
    expect(volumeLikeness(volumesOf(none.index))(none.group)).toEqual({ bits: 0, used: 0 });
    const same = population(
      () => 7,
      () => 7,
    );
    expect(volumeLikeness(volumesOf(same.index))(same.group)).toEqual({ bits: 0, used: 0 });
  });

  it('goes by how often accounts were seen where nobody’s requests are known', () => {
    const builder = columnsBuilder();
    const random = dice(7);
    const add = (id: string, windows: number): void => {
      const seen = Array.from({ length: windows }, (_, i) => START / (8 * 3600) + i);
      builder.account(id, { createdAt: START });
      builder.add(id, `device:${id}`, 'device', windows, START, START + 30 * DAY, seen.map(Math.floor));
    };
    for (let i = 0; i < 1_000; i++) add(`ordinary-${i}`, Math.ceil(90 * random.next() ** 3));
    for (let i = 0; i < 40; i++) add(`group-${i}`, 30 + random.below(3));
    const index = buildIndex(builder.build(POPULATION_TYPES));
    const { bits, used } = volumeLikeness(volumesOf(index))(groupOf(index));
    expect(bits).toBeGreaterThan(2);
    expect(used).toBe(1);
  });
});
