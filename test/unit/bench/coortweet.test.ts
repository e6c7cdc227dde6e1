import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coordinatedNetwork, coShares, type Share } from '../../../bench/quality/coortweet/method.ts';

let posts = 0;
const share = (account: string, object: string, time: number): Share => ({
  account,
  object,
  time,
  post: `p${posts++}`,
});
const options = { timeWindow: 10, minParticipation: 2 };
const pairs = (shares: readonly Share[]) =>
  coShares(shares, options).map(({ one, other }) => `${one.account}${other.account} ${one.object}`);

describe('co-shares as CooRTweet finds them', () => {
  it('are shares of one object by two accounts within the window, both ends included', () => {
    const shares = [
      share('a', 'x', 0),
      share('b', 'x', 10),
      share('c', 'x', 11),
      share('a', 'y', 100),
      share('b', 'y', 105),
      share('c', 'z', 100),
    ];
    expect(pairs(shares).sort()).toEqual(['ab x', 'ab y', 'bc x']);
  });

  it('are none of an account with itself, and none of accounts with a single share', () => {
    const shares = [
      share('a', 'x', 0),
      share('a', 'x', 1),
      share('b', 'x', 2),
      share('c', 'x', 3),
      share('c', 'y', 50),
    ];
    expect(pairs(shares).sort()).toEqual(['ac x', 'ac x']);
  });

  it('are left out where neither account takes part repeatedly', () => {
    const shares = [share('a', 'x', 0), share('b', 'x', 5), share('a', 'y', 500), share('b', 'z', 900)];
    expect(pairs(shares)).toEqual([]);
  });

  it('are what comparing all pairs gives', () => {
    const some = fc.array(
      fc.record({ account: fc.constantFrom('a', 'b', 'c'), object: fc.constantFrom('x', 'y'), time: fc.nat(40) }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(some, (drawn) => {
        const shares = drawn.map((one, i) => ({ ...one, post: `${i}` }));
        const near = shares.flatMap((one, i) =>
          shares
            .slice(i + 1)
            .filter(
              (other) =>
                other.object === one.object && other.account !== one.account && Math.abs(other.time - one.time) <= 10,
            ),
        );
        expect(coShares(shares, { timeWindow: 10, minParticipation: 1 })).toHaveLength(near.length);
      }),
    );
  });
});

describe('the coordinated network', () => {
  it('keeps the pairs whose weight is above the median, and their components', () => {
    const twice = [0, 1].flatMap((n) => [share('a', `ab${n}`, 0), share('b', `ab${n}`, 0)]);
    const thrice = [0, 1, 2].flatMap((n) => [share('b', `bc${n}`, 0), share('c', `bc${n}`, 0)]);
    const once = [
      share('d', 'de', 0),
      share('e', 'de', 0),
      share('d', 'd', 0),
      share('e', 'ef', 0),
      share('f', 'ef', 0),
    ];
    const found = coShares([...twice, ...thrice, ...once], { timeWindow: 10, minParticipation: 1 });
    const network = coordinatedNetwork(found);
    expect(network.links).toBe(2);
    expect(network.components.map((one) => one.toSorted())).toEqual([['a', 'b', 'c']]);
    expect([...network.accounts].sort()).toEqual(['a', 'b', 'c']);
  });

  it('is empty without co-shares', () => {
    expect(coordinatedNetwork([])).toEqual({ accounts: new Set(), components: [], links: 0 });
  });
});
