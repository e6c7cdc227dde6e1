import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answersOf, detailOf } from '../../../src/bans/execution/receiver-answer.ts';

const accounts = fc.uniqueArray(fc.string({ minLength: 1, unit: 'binary' }), { maxLength: 30 });

describe('an answer', () => {
  it('without results says that all is done, whatever else it is', () => {
    fc.assert(
      fc.property(accounts, fc.oneof(fc.string(), fc.json(), fc.constant(null)), (asked, body) => {
        fc.pre(!body?.includes('results'));
        expect(answersOf(asked, body).every(({ outcome }) => outcome === 'done')).toBe(true);
      }),
    );
  });

  it('gives each account what it says of it, and says of no other', () => {
    const outcome = fc.constantFrom('done', 'failed', 'later', 7, null);
    fc.assert(
      fc.property(
        accounts,
        fc.array(outcome, { minLength: 30, maxLength: 30 }),
        fc.nat(30),
        (asked, outcomes, said) => {
          const results = asked.slice(0, said).map((account, at) => ({ account, outcome: outcomes[at], detail: 'x' }));
          const noise = [null, 7, { account: 'nobody asked', outcome: 'done' }, { outcome: 'done' }];
          const answers = answersOf(asked, JSON.stringify({ results: [...noise, ...results] }));
          expect(answers).toHaveLength(asked.length);
          asked.forEach((account, at) => {
            fc.pre(account !== 'nobody asked');
            const what = at < said ? outcomes[at] : undefined;
            const known = what === 'done' || what === 'failed';
            expect(answers[at]).toMatchObject({ outcome: what === 'done' ? 'done' : 'failed', unsure: !known });
          });
        },
      ),
    );
  });

  it('keeps of a detail one short line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const detail = detailOf(text);
        if (detail === null) return;
        expect(detail.length).toBeLessThanOrEqual(200);
        expect(detail.isWellFormed()).toBe(true);
        expect(detail).not.toMatch(/\p{Cc}/u);
      }),
    );
    expect(detailOf('gone\n\tfor  good')).toBe('gone for  good');
    expect(detailOf({ a: 1 })).toBeNull();
  });
});
