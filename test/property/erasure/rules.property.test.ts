import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { advanced, beginJob, ended, isMine, type Job, LEASE_MS, letGo } from '../../../src/erasure/retention-job.ts';
import { cutoffsOf, dueOf } from '../../../src/erasure/retention-rules.ts';
import { ERASED, jsonWithout, withoutNames } from '../../../src/forgetter.ts';

describe('what is due', () => {
  const page = fc.uniqueArray(
    fc.record({ id: fc.string({ minLength: 1 }), unseen: fc.boolean(), old: fc.nat({ max: 3 }), held: fc.boolean() }),
    { selector: ({ id }) => id },
  );

  test('is each account at most once, never one that is held, and none that is neither unseen nor has anything old', () => {
    fc.assert(
      fc.property(page, (accounts) => {
        const by = new Map(accounts.map((account) => [account.id, account]));
        const due = dueOf(accounts, (id) => by.get(id)!.held);
        const named = [...due.accounts, ...due.aged, ...due.held];
        expect(new Set(named).size).toBe(named.length);
        expect(new Set(named)).toEqual(
          new Set(accounts.filter(({ unseen, old }) => unseen || old > 0).map(({ id }) => id)),
        );
        for (const id of due.accounts) expect(by.get(id)).toMatchObject({ unseen: true, held: false });
        for (const id of due.aged) expect(by.get(id)).toMatchObject({ unseen: false, held: false });
        for (const id of due.held) expect(by.get(id)!.held).toBe(true);
      }),
    );
  });

  test('lies so many days back, type by type, and without a rule nothing ever lies far enough back', () => {
    const types = [
      { name: 'ip', relationship: 'CONNECTED_FROM' },
      { name: 'device', relationship: 'USED_DEVICE' },
    ];
    const days = fc.option(fc.integer({ min: 1, max: 36_500 }), { nil: null });
    fc.assert(
      fc.property(days, days, days, fc.integer({ min: 0, max: 4e12 }), (accountsUnseen, ip, runs, now) => {
        const cutoffs = cutoffsOf({ accountsUnseen, observations: { ip, device: null }, runs }, types, now);
        const expected = (age: number | null): number => (age === null ? -1e14 : now - age * 86_400_000);
        expect(cutoffs.unseenBefore).toBe(expected(accountsUnseen));
        expect(cutoffs.before).toEqual({ CONNECTED_FROM: expected(ip), USED_DEVICE: -1e14 });
        expect(cutoffs.runsBefore).toBe(expected(runs));
      }),
    );
  });
});

/** What instances may do with the one job, in any order. */
type Step = { readonly who: number; readonly what: 'begin' | 'dry' | 'page' | 'end' | 'leave'; readonly after: number };

test('of all instances one walks at a time, no account is passed over, and none is looked at twice in one walk', () => {
  const step: fc.Arbitrary<Step> = fc.record({
    who: fc.nat({ max: 2 }),
    what: fc.constantFrom('begin', 'dry', 'page', 'page', 'page', 'end', 'leave'),
    after: fc.constantFrom(1_000, 30_000, LEASE_MS, 2 * LEASE_MS),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let present: Job | null = null;
      let now = 0;
      const mine: (Job | null)[] = [null, null, null];
      let pages: string[] = [];
      for (const { who, what, after } of steps) {
        now += after;
        const holder = `i${who}`;
        if (what === 'begin' || what === 'dry') {
          const begun: Job | null = beginJob(present, { holder, dryRun: what === 'dry', now });
          const busy = present !== null && present.endedAt === null && present.holder !== null && present.until > now;
          expect(begun === null).toBe(busy);
          if (begun === null) continue;
          if (begun.after === '') pages = [];
          // Whoever goes on does so where the last one stopped, by the rules and the time of the beginning.
          expect(begun.after).toBe(pages.at(-1) ?? '');
          present = mine[who] = begun;
          continue;
        }
        const own: Job | null = mine[who]!;
        if (own === null || !isMine(present, own)) continue;
        const job: Job = present!;
        if (what === 'page') {
          const next = String(pages.length).padStart(4, '0');
          const tally = { looked: 1, accounts: 0, observations: 0, signals: 0, runs: 0, held: 0 };
          present = mine[who] = advanced(job, { ...tally, after: next }, now);
          pages.push(next);
          expect(present.looked).toBe(pages.length);
        } else if (what === 'end') present = ended(job, now);
        else present = letGo(job, now);
        const others = mine.filter((other, at) => at !== who && other !== null && isMine(present, other));
        expect(others).toEqual([]);
      }
    }),
  );
});

describe('a text without names', () => {
  test('holds none of them as a word of its own, and is as it was where none was in it', () => {
    const name = fc.stringMatching(/^[a-z]{1,4}[_:.-][a-z0-9]{2,4}$/);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(name, fc.lorem({ maxCount: 1 }))),
        fc.array(name, { maxLength: 3 }),
        (words, names) => {
          const text = words.join(' ');
          const without = withoutNames(text, names);
          expect(without.split(' ')).toEqual(text.split(' ').map((word) => (names.includes(word) ? ERASED : word)));
        },
      ),
    );
  });

  test('of JSON: what is about an erased account is its stone, lists lose it, and everything else stays', () => {
    const names = ['ip:203.0.113.7', '203.0.113.7', 'acct_1'];
    const gone = { accounts: [{ id: 'acct_1', ref: 'account:k1:aa' }], signals: ['ip:203.0.113.7'], names };
    const value = {
      members: [
        { account: 'acct_1', bits: 3 },
        { account: 'acct_12', evidence: ['ip:203.0.113.7', 'ip:1.1.1.1'] },
      ],
      text: 'of acct_1 at 203.0.113.7',
      ids: ['acct_1', 'acct_2'],
      at: 5,
      none: null,
    };
    expect(jsonWithout(value, gone)).toEqual({
      members: [{ erased: 'account:k1:aa' }, { account: 'acct_12', evidence: [ERASED, 'ip:1.1.1.1'] }],
      text: `of ${ERASED} at ${ERASED}`,
      ids: ['account:k1:aa', 'acct_2'],
      at: 5,
      none: null,
    });
    fc.assert(
      fc.property(fc.jsonValue(), (any) => {
        const text = JSON.stringify(jsonWithout(any, gone));
        if (!names.some((name) => JSON.stringify(any).includes(name))) expect(text).toBe(JSON.stringify(any));
        expect(jsonWithout(JSON.parse(text), gone)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('keeps longer words that a name is a part of, and finds it beside any punctuation', () => {
    expect(withoutNames('acct_1, (acct_1) acct_12 xacct_1 "acct_1"', ['acct_1'])).toBe(
      `${ERASED}, (${ERASED}) acct_12 xacct_1 "${ERASED}"`,
    );
    expect(withoutNames('a ring of a', ['a'])).toBe('a ring of a');
    expect(withoutNames('ip:203.0.113.7/x', ['ip:203.0.113.7'])).toBe(`${ERASED}/x`);
  });
});
