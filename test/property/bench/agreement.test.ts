import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bcubedAgreement, pairAgreement } from '../../../bench/quality/metrics/agreement.ts';
import { byGroup, truthOf } from '../../../bench/quality/metrics/truth.ts';

/** For each account its true class and its cluster, null for none. */
const population = fc.array(
  fc.record({
    group: fc.option(fc.constantFrom('x', 'y', 'z')),
    cluster: fc.option(fc.constantFrom('p', 'q', 'r')),
  }),
  { maxLength: 30 },
);
type Account = { readonly group: string | null; readonly cluster: string | null };

const asked = (accounts: readonly Account[]) => {
  const truth = truthOf(
    accounts.map(({ group }, i) => ({ account: `${i}`, group, campaign: group, skill: null, decoy: null })),
  );
  const clusters = ['p', 'q', 'r']
    .map((name) => accounts.flatMap(({ cluster }, i) => (cluster === name ? [`${i}`] : [])))
    .filter((cluster) => cluster.length > 0);
  return { truth, clusters };
};
const mean = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
const near = (left: number | null, right: number | null) =>
  left === null || right === null ? left === right : Math.abs(left - right) < 1e-9;

test('pair agreement is what looking at every pair gives', () => {
  fc.assert(
    fc.property(population, (accounts) => {
      const { truth, clusters } = asked(accounts);
      const pairs = accounts.flatMap((one, i) => accounts.slice(i + 1).map((other) => [one, other] as const));
      const together = (by: 'group' | 'cluster') => (pair: readonly [Account, Account]) =>
        pair[0][by] !== null && pair[0][by] === pair[1][by];
      const reported = pairs.filter(together('cluster'));
      const real = pairs.filter(together('group'));
      const { precision, recall } = pairAgreement(clusters, truth, byGroup);
      expect(near(precision, mean(reported.map((pair) => Number(together('group')(pair)))))).toBe(true);
      expect(near(recall, mean(real.map((pair) => Number(together('cluster')(pair)))))).toBe(true);
    }),
  );
});

test('B³ is what looking at every account gives', () => {
  fc.assert(
    fc.property(population, (accounts) => {
      const { truth, clusters } = asked(accounts);
      const both = (it: Account) =>
        accounts.filter((other) => other.group === it.group && other.cluster === it.cluster).length;
      const size = (by: 'group' | 'cluster', it: Account) => accounts.filter((other) => other[by] === it[by]).length;
      const flagged = accounts.filter(({ cluster }) => cluster !== null);
      const positive = accounts.filter(({ group }) => group !== null);
      const { precision, recall } = bcubedAgreement(clusters, truth, byGroup);
      const ofFlagged = flagged.map((it) => (it.group === null ? 0 : both(it) / size('cluster', it)));
      const ofPositive = positive.map((it) => (it.cluster === null ? 0 : both(it) / size('group', it)));
      expect(near(precision, mean(ofFlagged))).toBe(true);
      expect(near(recall, mean(ofPositive))).toBe(true);
    }),
  );
});
