import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RING_STATES } from '../../../src/fields.ts';
import { checkTransition, TRANSITIONS } from '../../../src/rings/states.ts';

describe('the steps between ring states', () => {
  it('are just these', () => {
    expect(TRANSITIONS).toEqual({
      new: ['in_review', 'dismissed'],
      in_review: ['new', 'confirmed', 'dismissed'],
      confirmed: ['in_review'],
      dismissed: ['in_review'],
    });
  });

  it('lead from every state to every other one, so that nothing decided is beyond repair', () => {
    for (const from of RING_STATES) {
      const reached = new Set([from]);
      for (const state of reached) for (const next of TRANSITIONS[state]) reached.add(next);
      expect([...reached].sort()).toEqual([...RING_STATES].sort());
    }
  });

  it('reach confirmed out of a review alone, over any sequence of attempts', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...RING_STATES), { maxLength: 20 }), (attempts) => {
        let state: (typeof RING_STATES)[number] = 'new';
        for (const next of attempts) {
          try {
            checkTransition(state, next);
          } catch (error) {
            expect(error).toMatchObject({ type: 'illegal-transition', status: 409, extra: { state } });
            continue;
          }
          if (next === 'confirmed') expect(state).toBe('in_review');
          expect(next).not.toBe(state);
          state = next;
        }
      }),
    );
  });
});
