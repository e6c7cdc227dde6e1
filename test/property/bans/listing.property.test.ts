import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Drawn } from '../../../src/bans/batch/listed.ts';
import { accountsInList } from '../../../src/bans/drafting/list-body.ts';
import { approvalsFor, type DrawnFacts, deduplicated, whyLeftOut } from '../../../src/bans/drafting/listing.ts';

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    account: fc.constantFrom('a', 'b', 'c', 'd'),
    ring: fc.option(fc.constantFrom('r1', 'r2', 'r3')),
    strength: fc.double({ min: 0, max: 1, noNaN: true }),
    reason: fc.option(fc.constantFrom('x', 'y')),
  })
  .map(({ ring, strength, ...one }) => ({ ...one, ring, strength: ring === null ? null : strength, bits: null }));

describe('a list', () => {
  it('has each account once, by the ring that holds it most strongly, with all of its rings, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(drawn, { maxLength: 30 }), (all) => {
        const listed = deduplicated(all);
        expect(listed.map(({ account }) => account).sort()).toEqual([...new Set(all.map((one) => one.account))].sort());
        for (const one of listed) {
          const own = all.filter(({ account }) => account === one.account);
          expect(one.rings).toEqual([...new Set(own.flatMap(({ ring }) => ring ?? []))].sort());
          expect(one.strength ?? -1).toBe(Math.max(...own.map(({ strength }) => strength ?? -1)));
          if (one.rings.length > 0) expect(one.rings).toContain(one.ring);
        }
        const without = (list: typeof listed) => list.map(({ reason: _, ...one }) => one);
        expect(without(deduplicated(all.toReversed()))).toEqual(without(listed));
      }),
    );
  });

  it('is read from CSV and NDJSON as it was written, or not at all', () => {
    const id = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(id, { minLength: 1, maxLength: 8 }), (ids) => {
        const fine = ids.every((text) => text.isWellFormed() && !/\p{Cc}/u.test(text));
        const read = (text: string, format: 'csv' | 'ndjson') => {
          try {
            return accountsInList(text, format).map(({ account }) => account);
          } catch (error) {
            expect(error).toMatchObject({ type: 'invalid-request', status: 400 });
            return null;
          }
        };
        expect(read(ids.map((text) => JSON.stringify(text)).join('\n'), 'ndjson')).toEqual(fine ? ids : null);
        const csv = `account\r\n${ids.map((text) => `"${text.replaceAll('"', '""')}"`).join('\r\n')}\r\n`;
        if (fine) expect(read(csv, 'csv')).toEqual(ids);
        else read(csv, 'csv');
      }),
    );
  });
});

describe('an account', () => {
  const nothing: DrawnFacts = {
    ...{ known: true, banned: false, allowance: null, otherBatch: null, confirmed: false },
    ...{ since: 0, attributes: { plan: 'free', spend: 10 } },
  };
  const rules = { confirmedOnly: false, exclude: [] };
  const DAY = 86_400_000;

  it('is left out for the first reason that holds, and stays without one', () => {
    const why = (facts: Partial<DrawnFacts>, over: Partial<Parameters<typeof whyLeftOut>[1]> = {}) =>
      whyLeftOut({ ...nothing, ...facts }, { ...rules, ...over }, 10 * DAY)?.reason ?? null;
    expect(why({})).toBeNull();
    expect(why({ known: false, banned: true })).toBe('unknown_account');
    expect(why({ banned: true, allowance: 'allow_a' })).toBe('already_banned');
    expect(why({ allowance: 'allow_a', otherBatch: 'ban_b' })).toBe('allow_listed');
    expect(why({ otherBatch: 'ban_b' })).toBe('in_another_batch');
    expect(why({}, { confirmedOnly: true })).toBe('ring_not_confirmed');
    expect(why({ confirmed: true }, { confirmedOnly: true })).toBeNull();
    expect(why({}, { exclude: [{ attribute: 'plan', in: ['enterprise', 'free'] }] })).toBe('rule');
    expect(why({}, { exclude: [{ attribute: 'spend', atLeast: 10 }] })).toBe('rule');
    expect(
      why(
        {},
        {
          exclude: [
            { attribute: 'spend', atLeast: 11 },
            { attribute: 'other', in: [true] },
          ],
        },
      ),
    ).toBeNull();
    expect(why({}, { exclude: [{ olderThanDays: 9 }] })).toBe('rule');
    expect(why({}, { exclude: [{ olderThanDays: 10 }] })).toBeNull();
    expect(why({ since: null }, { exclude: [{ olderThanDays: 1 }] })).toBeNull();
  });

  it('that is old or paying, or one too many, calls for a second approver', () => {
    const needed = (accounts: number, twoIf: Parameters<typeof approvalsFor>[1]['twoIf']) =>
      approvalsFor(Array(accounts).fill(nothing), { twoFrom: 3, twoIf }, 10 * DAY);
    expect(needed(2, [])).toEqual({ needed: 1, because: [] });
    expect(needed(3, [])).toEqual({ needed: 2, because: ['3 accounts, which is at least 3'] });
    expect(needed(2, [{ olderThanDays: 9 }, { attribute: 'spend', atLeast: 11 }])).toEqual({
      ...{ needed: 2, because: ['2 of which older than 9 days'] },
    });
  });
});
