import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newestFirst, pageOf } from '../../../src/http/pages.ts';

interface Row {
  readonly at: number;
  readonly id: string;
}

const rows = fc
  .uniqueArray(
    // Few times, so that many rows share one; the last is the latest that the API can show.
    fc.record({ at: fc.constantFrom(0, 1, 2, 253_402_214_399_999), id: fc.string({ minLength: 1, maxLength: 3 }) }),
    { selector: ({ at, id }) => `${at} ${id}`, maxLength: 40 },
  )
  .map((all) => all.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1)));
const limit = fc.integer({ min: 1, max: 12 });

/** A store that reads as the queries do: what comes after a place, a number of rows at most. */
const listed = (all: readonly Row[]) => ({
  asked: [] as number[],
  async read({ before, beforeId }: { before: number; beforeId: string }, most: number): Promise<Row[]> {
    this.asked.push(most);
    return all.filter(({ at, id }) => at < before || (at === before && id < beforeId)).slice(0, most);
  },
});

const walk = async <Shown>(page: (cursor?: string) => Promise<{ rows: readonly Shown[]; next: string | null }>) => {
  const pages: (readonly Shown[])[] = [];
  for (let next: string | null | undefined; next !== null; ) {
    const got = await page(next);
    pages.push(got.rows);
    next = got.next;
  }
  return pages;
};

describe('pages of a list', () => {
  it('show every row once and in order, all of them full but the last', async () => {
    await fc.assert(
      fc.asyncProperty(rows, limit, async (all, most) => {
        const store = listed(all);
        const pages = await walk((cursor) =>
          newestFirst(
            { limit: most, cursor },
            { of: 'rows' },
            (place, count) => store.read(place, count),
            ({ at, id }) => [at, id],
          ),
        );
        expect(pages.flat()).toEqual(all);
        expect(pages.slice(0, -1).every((page) => page.length === most)).toBe(true);
        expect(pages.length).toBe(Math.max(1, Math.ceil(all.length / most)));
        expect(new Set(store.asked)).toEqual(new Set([most + 1]));
      }),
    );
  });

  it('begin just after the last row seen, whatever comes in before it', async () => {
    const all = Array.from({ length: 6 }, (_, n): Row => ({ at: 10 - n, id: `r${n}` }));
    const store = listed(all);
    const page = (cursor?: string) =>
      newestFirst(
        { limit: 3, cursor },
        { of: 'rows' },
        (place, count) => store.read(place, count),
        ({ at, id }) => [at, id],
      );
    const { next } = await page();
    all.unshift({ at: 11, id: 'new' });
    expect((await page(next!)).rows).toEqual(all.slice(4));
  });

  it('refuse the cursor of another query before anything is read', async () => {
    const of = (ring: string, cursor?: string) =>
      pageOf(
        { limit: 1, cursor },
        { ring },
        {
          from: [0],
          read: async ([after]) => {
            if (ring === 'other') throw new Error('it was read');
            return [Number(after) + 1, Number(after) + 2];
          },
          at: (number) => [number],
        },
      );
    const { next } = await of('mine');
    expect((await of('mine', next!)).rows).toEqual([2]);
    await expect(of('other', next!)).rejects.toMatchObject({ type: 'invalid-request' });
  });
});
