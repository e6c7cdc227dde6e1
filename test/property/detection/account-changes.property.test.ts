import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountChanges } from '../../../src/detection/thread/account-changes.ts';

/** Accounts with their versions. */
const population = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 3 }),
  fc.constantFrom('1 0 0', '2 0 0', '1 5 0'),
  { noNullPrototype: true },
);

const told = (known: Map<string, string>, now: Readonly<Record<string, string>>, size: number) => {
  const changes = accountChanges(known);
  const ids = Object.keys(now).sort();
  for (let at = 0; at < ids.length || at === 0; at += size) {
    const page = ids.slice(at, at + size);
    changes.page(
      page,
      page.map((id) => now[id]!),
    );
  }
  return changes.end();
};

describe('changes of accounts', () => {
  it('are those whose version differs, who came and who went, at any size of pages, and what is known is then as it is now', () => {
    fc.assert(
      fc.property(population, population, fc.integer({ min: 1, max: 5 }), (before, now, size) => {
        const known = new Map(Object.entries(before));
        const { changed, gone } = told(known, now, size);
        expect(changed).toEqual(
          Object.keys(now)
            .filter((id) => before[id] !== now[id])
            .sort(),
        );
        expect([...gone].sort()).toEqual(
          Object.keys(before)
            .filter((id) => !(id in now))
            .sort(),
        );
        expect(known).toEqual(new Map(Object.entries(now)));
        expect(told(known, now, size)).toEqual({ changed: [], gone: [] });
      }),
    );
  });
});
