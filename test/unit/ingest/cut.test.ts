import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkCount, cutFor, pieces } from '../../../src/ingest/cut.ts';
import { laneOf, lanes } from '../../../src/ingest/lanes.ts';
import type { ObservedEvent } from '../../../src/signals/index.ts';

const event = (id: number, account: string): ObservedEvent => ({
  id: String(id),
  account,
  kind: 'session',
  time: 0,
  signals: [],
  usage: undefined,
});
const events = fc
  .array(fc.tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.boolean()), { maxLength: 200 })
  .map((made) => made.map(([account, valid], id) => ({ valid, event: event(id, account) })));
const cut = fc.record({ chunkEvents: fc.integer({ min: 1, max: 50 }), lanes: fc.integer({ min: 1, max: 8 }) });

describe('the cut of a batch', () => {
  it('puts every valid event in exactly one chunk, and chunks are numbered below their count', () => {
    fc.assert(
      fc.property(events, cut, (made, how) => {
        const all = [
          ...pieces(
            made.map(({ valid, event: each }) => (valid ? each : null)),
            how,
          ),
        ];
        const ids = all.flatMap((piece) => piece.events.map(({ id }) => Number(id)));
        expect(ids.sort((a, b) => a - b)).toEqual(made.flatMap(({ valid }, id) => (valid ? [id] : [])));
        expect(new Set(all.map(({ index }) => index)).size).toBe(all.length);
        for (const { index, events: own } of all) {
          expect(index).toBeLessThan(chunkCount(made.length, how));
          expect(own.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('keeps an event in its chunk whichever of the others are valid', () => {
    const chunkOf = (given: readonly (ObservedEvent | null)[], how: { chunkEvents: number; lanes: number }) =>
      new Map([...pieces(given, how)].flatMap(({ index, events: own }) => own.map(({ id }) => [id, index] as const)));
    fc.assert(
      fc.property(events, cut, (made, how) => {
        const whole = chunkOf(
          made.map(({ event: each }) => each),
          how,
        );
        const part = chunkOf(
          made.map(({ valid, event: each }) => (valid ? each : null)),
          how,
        );
        for (const [id, index] of part) expect(whole.get(id)).toBe(index);
      }),
    );
  });

  it('never puts one account into two chunks of the same range', () => {
    const all = [
      ...pieces(
        Array.from({ length: 400 }, (_, id) => event(id, `a${id % 37}`)),
        { chunkEvents: 25, lanes: 4 },
      ),
    ];
    for (const range of Map.groupBy(all, ({ index }) => Math.floor(index / 4)).values()) {
      const accounts = range.flatMap(({ events: own }) => [...new Set(own.map(({ account }) => account))]);
      expect(new Set(accounts).size).toBe(accounts.length);
    }
  });

  it('leaves a small batch whole', () => {
    expect(cutFor(250, 250, 4)).toEqual({ chunkEvents: 250, lanes: 1 });
    expect(cutFor(251, 250, 4)).toEqual({ chunkEvents: 250, lanes: 4 });
  });

  it('deals accounts as it always did: open batches were cut by it', () => {
    expect(['acct_1', 'acct_2', 'ü', ''].map((text) => laneOf(text, 1_000))).toEqual(LANES);
  });
});

/** FNV-1a of these texts modulo 1,000. */
const LANES = [162, 543, 987, 261];

describe('lanes', () => {
  it('work one after another inside, in order of asking, and beside each other', async () => {
    const places = lanes(3);
    const began: number[][] = [[], [], []];
    const running = [0, 0, 0];
    let together = 0;
    const work = (index: number) =>
      places.run(index, async () => {
        began[index % 3]!.push(index);
        running[index % 3]! += 1;
        expect(running[index % 3]).toBe(1);
        together = Math.max(together, places.busy);
        await new Promise((resolve) => setTimeout(resolve, (index * 7) % 5));
        running[index % 3]! -= 1;
        if (index % 4 === 0) throw new Error(`work ${index}`);
        return index;
      });
    const results = await Promise.allSettled(Array.from({ length: 21 }, (_, index) => work(index)));
    expect(began.flat()).toEqual([0, 1, 2].flatMap((lane) => Array.from({ length: 7 }, (_, n) => lane + 3 * n)));
    expect(together).toBe(3);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(6);
    expect(places.busy).toBe(0);
  });
});
