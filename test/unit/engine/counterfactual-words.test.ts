import { describe, expect, it } from 'vitest';
import { withoutInWords } from '../../../src/engine/counterfactual/words.ts';

const outcome = (leave: number, stay: number, score: number, parts: number[] = [], ring = true) => ({
  leave: new Uint32Array(leave),
  stay,
  parts,
  score,
  ring,
});

describe('a counterfactual in words', () => {
  it('says who leaves and what becomes of the score', () => {
    expect(withoutInWords({ kind: 'signal', type: 'device' }, outcome(14, 46, 0.9112), 0.98)).toBe(
      "Without this device 14 of 60 accounts leave; the ring's score falls from .98 to .91.",
    );
    expect(withoutInWords({ kind: 'type', type: 'ip', signals: 36 }, outcome(1, 59, 0.999), 0.98)).toBe(
      "Without all 36 signals of the type IP 1 of 60 accounts leaves; the ring's score rises from .98 to 1.00.",
    );
  });

  it('says when all who leave are groups of their own', () => {
    expect(withoutInWords({ kind: 'signal', type: 'prompt' }, outcome(11, 22, 0.95, [11]), 0.97)).toBe(
      "Without this prompt 11 of 33 accounts leave as a group of their own; the ring's score falls from .97 to .95.",
    );
  });

  it('says when nobody leaves, when groups of their own leave, and when no ring is left', () => {
    expect(withoutInWords({ kind: 'window', start: '2026-03-02T08:00Z' }, outcome(0, 60, 0.982), 0.98)).toBe(
      "Without the 8 hours from 2026-03-02T08:00Z nobody leaves; the ring's score stays at .98.",
    );
    expect(withoutInWords({ kind: 'type', type: 'device', signals: 1 }, outcome(20, 40, 0.9, [8, 5]), 0.9)).toBe(
      "Without its device 20 of 60 accounts leave, 13 of them as 2 groups of their own; the ring's score stays at .90.",
    );
    expect(withoutInWords({ kind: 'signal', type: 'payment_instrument' }, outcome(58, 2, 0.2, [9], false), 0.9)).toBe(
      'Without this payment instrument 58 of 60 accounts leave, 9 of them as a group of their own; what is left is not enough for a ring.',
    );
  });
});
