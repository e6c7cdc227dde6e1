import { describe, expect, it } from 'vitest';
import { columnsBuilder, detect, engineConfig, type Ring } from '../../../src/engine/index.ts';
import { ringsHash } from '../../../src/engine/support/canonical-hash.ts';
import { DAY, dice, POPULATION_TYPES, START, show } from '../../support/engine-population.ts';

const CREW = 20;
const CREWS = 3;

/** Ordinary people, and one ring that sends the same prompts: three crews with devices and cards of their own, or all mixed. */
const ringOf = (apart: boolean): Ring => {
  const random = dice(11);
  const builder = columnsBuilder();
  const life = (id: string, created: number, uses: number): number[] => {
    builder.account(id, { createdAt: created, requests: uses * 8 });
    return Array.from({ length: uses }, () => created + random.below(20 * DAY));
  };
  for (let i = 0; i < 1500; i++) {
    const times = life(`user${i}`, START + random.below(40 * DAY), 1 + random.below(8));
    show(builder, `user${i}`, 'device', `own-${i}`, times);
    show(builder, `user${i}`, 'payment_instrument', `own-${i}`, times.slice(0, 1));
    show(builder, `user${i}`, 'prompt', `common-${random.below(400)}`, times);
  }
  for (let i = 0; i < CREW * CREWS; i++) {
    const crew = apart ? Math.floor(i / CREW) : random.below(CREWS);
    const evenings = Array.from({ length: 8 }, (_, day) => START + (12 + day) * DAY + random.below(7200));
    const id = `crew${Math.floor(i / CREW)}-${i}`;
    builder.account(id, { createdAt: START + 10 * DAY + random.below(7200), requests: 400 });
    for (let n = 0; n < 3; n++) show(builder, id, 'prompt', `task-${random.below(9)}`, evenings);
    show(builder, id, 'device', `crew-device-${crew}-${random.below(2)}`, evenings);
    if (apart) show(builder, id, 'payment_instrument', `crew-card-${crew}`, evenings.slice(0, 1));
  }
  const { rings, counters } = detect(builder.build(POPULATION_TYPES), engineConfig.parse({ separation: 1 }));
  expect(rings).toHaveLength(1);
  expect(rings[0]!.members).toHaveLength(CREW * CREWS);
  expect(counters['evidence']!['cells']).toBe(rings[0]!.cells.length);
  return rings[0]!;
};

describe('the cells that a run tells of a ring', () => {
  it('are its crews, each with what is theirs alone, and a sentence', () => {
    const { cells } = ringOf(true);
    expect(cells).toHaveLength(CREWS);
    for (const { accounts, evidence, summary, bits } of cells) {
      const crew = accounts[0]!.slice(0, 5);
      expect(accounts.every((account) => account.startsWith(crew))).toBe(true);
      expect(accounts).toEqual([...accounts].sort());
      expect(evidence[0]).toEqual({
        signal: `payment_instrument:crew-card-${crew.slice(4)}`,
        type: 'payment_instrument',
        members: accounts.length,
        others: 0,
      });
      expect(bits).toBeGreaterThan(20);
      expect(summary).toMatch(
        /^20 accounts: 1 payment instrument and 2 devices are theirs \(20 of 20, 0 of the other 40\); two of them are linked by \d+ bits on average, two of the ring by \d+$/,
      );
    }
  });

  it('do not enter into the hash of the rings', () => {
    const ring = ringOf(true);
    expect(ringsHash([ring])).toBe(ringsHash([{ ...ring, cells: [] }]));
    expect(ringsHash([ring])).not.toBe(ringsHash([{ ...ring, score: 0 }]));
  });
});
