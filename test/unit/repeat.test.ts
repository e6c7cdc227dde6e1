import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { repeat } from '../../src/repeat.ts';

/** Long enough that no test here sees its end. */
const NEVER_MS = 600_000;
const fail = (error: unknown): never => {
  throw error;
};

/** Work that ends when it is told to, and how many rounds were begun and at work at once. */
const held = () => {
  const seen = { begun: 0, atWork: 0, most: 0 };
  let end = (): void => undefined;
  return {
    seen,
    end: async () => {
      end();
      await sleep(1);
    },
    work: async () => {
      seen.begun += 1;
      seen.atWork += 1;
      seen.most = Math.max(seen.most, seen.atWork);
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      seen.atWork -= 1;
    },
  };
};

describe('work that repeats', () => {
  it('begins when it is opened and comes again after its time, a round at a time', async () => {
    const times: { began: number; ended: number }[] = [];
    const work = async () => {
      const began = performance.now();
      await sleep(10);
      times.push({ began, ended: performance.now() });
    };
    const repeating = repeat({ work, everyMs: 20, onError: fail });
    expect(times).toEqual([]);
    repeating.open();
    repeating.open();
    while (times.length < 3) await sleep(5);
    await repeating.close();
    // A timer may come up to a millisecond early.
    for (const [at, { began }] of times.entries()) {
      if (at > 0) expect(began - times[at - 1]!.ended).toBeGreaterThanOrEqual(19);
    }
  });

  it('waits before its first round where it is told to', async () => {
    let rounds = 0;
    const repeating = repeat({
      work: async () => {
        rounds += 1;
      },
      ...{ everyMs: 30, onError: fail, waitsFirst: true },
    });
    repeating.open();
    await sleep(5);
    expect(rounds).toBe(0);
    while (rounds === 0) await sleep(5);
    await repeating.close();
  });

  it('goes on after a round that failed, whether it threw or rejected', async () => {
    const errors: unknown[] = [];
    let rounds = 0;
    const work = (): Promise<void> => {
      rounds += 1;
      if (rounds === 1) throw new Error('thrown');
      return Promise.reject(new Error(`rejected ${rounds}`));
    };
    const repeating = repeat({ work, everyMs: 1, onError: (error) => errors.push(error) });
    repeating.open();
    while (rounds < 3) await sleep(2);
    await repeating.close();
    expect(errors.slice(0, 2)).toEqual([new Error('thrown'), new Error('rejected 2')]);
  });

  it('comes at once when it is woken in its pause', async () => {
    const { seen, work, end } = held();
    const repeating = repeat({ work, everyMs: NEVER_MS, onError: fail });
    repeating.open();
    await end();
    expect(seen).toMatchObject({ begun: 1, atWork: 0 });
    repeating.wake();
    await sleep(1);
    expect(seen).toMatchObject({ begun: 2, atWork: 1 });
    const closed = repeating.close();
    await end();
    await closed;
  });

  it('comes once more after a round during which it was woken, however often', async () => {
    const { seen, work, end } = held();
    const repeating = repeat({ work, everyMs: NEVER_MS, onError: fail });
    repeating.open();
    for (let times = 0; times < 3; times++) repeating.wake();
    expect(seen.begun).toBe(1);
    await end();
    expect(seen.begun).toBe(2);
    await end();
    expect(seen).toEqual({ begun: 2, atWork: 0, most: 1 });
    await repeating.close();
  });

  it('tells the round at work that it is closed, waits for it, and begins none after it', async () => {
    const { seen, work, end } = held();
    const repeating = repeat({ work, everyMs: 1, onError: fail });
    repeating.open();
    let closed = false;
    const closing = repeating.close().then(() => {
      closed = true;
    });
    expect(repeating.signal.aborted).toBe(true);
    await sleep(5);
    expect(closed).toBe(false);
    await end();
    await closing;
    repeating.wake();
    await sleep(5);
    expect(seen.begun).toBe(1);
  });

  it('closes at once in its pause, and where it was never opened', async () => {
    const began = performance.now();
    const opened = repeat({ work: async () => undefined, everyMs: NEVER_MS, onError: fail });
    opened.open();
    await sleep(1);
    await opened.close();
    await repeat({ work: async () => undefined, everyMs: NEVER_MS, onError: fail }).close();
    expect(performance.now() - began).toBeLessThan(NEVER_MS / 100);
  });
});
