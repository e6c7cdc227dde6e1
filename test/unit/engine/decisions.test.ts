import { describe, expect, test } from 'vitest';
import { leaveOut } from '../../../src/engine/decisions/leave-out.ts';
import { standingOf } from '../../../src/engine/decisions/standing.ts';
import { type Decided, detect, engineConfig } from '../../../src/engine/index.ts';
import { enginePopulation } from '../../support/engine-population.ts';

const config = engineConfig.parse({});
const nothing: Decided = { signals: [], accounts: [], groups: [], confirmed: [], doubted: [] };
const membersOf = (ring: { members: readonly { account: string }[] }) => ring.members.map(({ account }) => account);

describe.each([2, 4, 5])('what people have decided, in population %i', (seed) => {
  const { columns } = enginePopulation({ seed, ordinary: 5000, lazy: 120, mid: 80, households: 30, office: 100 });
  const plain = detect(columns, config);
  const [ring, other] = plain.rings as [(typeof plain.rings)[number], (typeof plain.rings)[number]];
  const decide = (decided: Partial<Decided>, over = config) =>
    detect(columns, over, { decided: { ...nothing, ...decided } });
  const without = (result: typeof plain) =>
    result.rings.find((each) => membersOf(each).some((id) => membersOf(ring).includes(id)));

  test('changes nothing where there is nothing, or nothing of this population', () => {
    expect(decide({}).hash).toBe(plain.hash);
    expect(decide({}).counters).toEqual(plain.counters);
    const strangers = decide({
      signals: ['ip:none'],
      accounts: ['nobody'],
      groups: [['nobody']],
      confirmed: [['nobody']],
    });
    expect(strangers.hash).toBe(plain.hash);
    expect(strangers.counters['decisions']).toEqual({
      ...{ signals: 0, accounts: 0, observations: 0, ringsAllowed: 0, ringsConfirmed: 0, doubted: 0 },
      ...{ ringsDoubted: 0, ringsDropped: 0 },
    });
  });

  test('an allowed signal is no evidence: a ring of such signals alone is gone, the others stay', () => {
    const signals = ring.evidence.map(({ signal }) => signal);
    const result = decide({ signals });
    expect(without(result)).toBeUndefined();
    const kept = result.rings.flatMap(membersOf);
    const stay = membersOf(other).filter((id) => kept.includes(id));
    expect(stay.length).toBeGreaterThan(0.95 * other.members.length);
    expect(result.rings.flatMap(({ evidence }) => evidence).filter(({ signal }) => signals.includes(signal))).toEqual(
      [],
    );
    expect(result.counters['decisions']).toMatchObject({ signals: signals.length });
    expect(result.counters['decisions']!['observations']).toBeGreaterThan(ring.members.length);
  });

  test('an allowed account is in no ring, and the rest of its ring stays', () => {
    const [account] = membersOf(ring);
    const result = decide({ accounts: [account!] });
    expect(result.rings.flatMap(membersOf)).not.toContain(account);
    expect(membersOf(without(result)!).length).toBeGreaterThanOrEqual(0.9 * ring.members.length);
    expect(result.counters['index']!['accounts']).toBe(plain.counters['index']!['accounts']);
  });

  test('an allowed group makes no ring, until others have joined that nobody looked at', () => {
    const accounts = membersOf(ring);
    const allowed = decide({ groups: [accounts] });
    expect(without(allowed)).toBeUndefined();
    expect(allowed.counters['decisions']).toMatchObject({ ringsAllowed: 1 });
    expect(allowed.rings).toHaveLength(plain.rings.length - 1);
    const grown = decide({ groups: [accounts.slice(0, Math.floor(0.7 * accounts.length))] });
    expect(grown.hash).toBe(plain.hash);
  });

  test('a confirmed ring is reported with its own score below the bar, and who is linked to its accounts comes along', () => {
    const strict = { ...config, minScore: 1 };
    expect(decide({}, strict).rings).toEqual([]);
    const accounts = membersOf(ring);
    const result = decide({ confirmed: [accounts.slice(0, Math.ceil(0.6 * accounts.length))] }, strict);
    expect(result.rings).toHaveLength(1);
    expect(membersOf(result.rings[0]!)).toEqual(expect.arrayContaining(accounts.slice(0, 10)));
    expect(result.rings[0]!.members.length).toBeGreaterThan(0.9 * accounts.length);
    expect(result.rings[0]!.score).toBeLessThan(1);
    expect(result.counters['decisions']).toMatchObject({ ringsConfirmed: 1 });
    // One confirmed account carries nobody.
    expect(decide({ confirmed: [accounts.slice(0, 1)] }, strict).rings).toEqual([]);
  });

  test('gives the same result in whatever order it is told', () => {
    const decided = {
      signals: ring.evidence.slice(0, 3).map(({ signal }) => signal),
      accounts: membersOf(other).slice(0, 5),
    };
    const turned = { signals: decided.signals.toReversed(), accounts: decided.accounts.toReversed() };
    expect(decide(turned).hash).toBe(decide(decided).hash);
  });
});

test('what is left out is the rows of allowed signals and accounts, and nothing else', () => {
  const { columns } = enginePopulation({ seed: 3, ordinary: 300, lazy: 30 });
  const rowsOf = (of: typeof columns) =>
    Array.from(of.account, (account, row) => [
      of.accounts[account],
      of.signals[of.signal[row]!],
      ...[of.count[row], of.first[row], of.last[row]],
      ...of.windows.subarray(of.windowStart[row]!, of.windowStart[row + 1]!),
    ]);
  const signals = columns.signals.filter((_, i) => i % 7 === 0);
  const accounts = columns.accounts.filter((_, i) => i % 5 === 0);
  const left = leaveOut(columns, { signals, accounts });
  const expected = rowsOf(columns).filter(
    ([account, signal]) => !accounts.includes(String(account)) && !signals.includes(String(signal)),
  );
  expect(rowsOf(left.columns)).toEqual(expected);
  expect(left.observations).toBe(columns.account.length - expected.length);
  expect(left.columns.windows.length).toBe(left.columns.windowStart.at(-1));
  expect(leaveOut(columns, { signals: [], accounts: [] }).columns).toBe(columns);
});

test('a group is allowed by four fifths of its members, and confirmed by half', () => {
  const ids = Array.from({ length: 10 }, (_, i) => `a${i}`);
  const standing = standingOf(ids, { groups: [ids.slice(0, 4), ['a8', 'a9']], confirmed: [['a0'], ['a1', 'a1']] });
  const of = (...numbers: number[]) => Uint32Array.from(numbers);
  expect(standing.isAllowed(of(0, 1, 2, 3, 4))).toBe(true);
  expect(standing.isAllowed(of(0, 1, 2, 4))).toBe(false);
  expect(standing.isAllowed(of(0, 1, 2, 8, 9))).toBe(false);
  expect(standing.isConfirmed(of(0, 1, 2, 3))).toBe(true);
  expect(standing.isConfirmed(of(0, 2, 3))).toBe(false);
});
