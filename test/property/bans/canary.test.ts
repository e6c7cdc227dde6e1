import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextStep, stopReason } from '../../../src/bans/execution/canary.ts';

const limits = { maxErrorShare: 0.05, maxAppealShare: 0.02 };

describe('a batch is stopped', () => {
  it('when more than its share fails, once there is enough to tell, and at once where nothing comes out well', () => {
    expect(stopReason({ done: 95, failed: 5, appeals: 0 }, limits)).toBeNull();
    expect(stopReason({ done: 94, failed: 6, appeals: 0 }, limits)).toBe('6 of 100 accounts failed, more than 5 %');
    expect(stopReason({ done: 9, failed: 1, appeals: 0 }, limits)).toBeNull();
    expect(stopReason({ done: 0, failed: 3, appeals: 0 }, limits)).toContain('3 of 3');
  });

  it('when more than its share appeals', () => {
    expect(stopReason({ done: 100, failed: 0, appeals: 2 }, limits)).toBeNull();
    expect(stopReason({ done: 100, failed: 0, appeals: 3 }, limits)).toBe('3 of 100 accounts appealed, more than 2 %');
  });

  it('never where nothing failed and nobody appealed', () => {
    fc.assert(
      fc.property(fc.nat(), (done) => {
        expect(stopReason({ done, failed: 0, appeals: 0 }, limits)).toBeNull();
      }),
    );
  });
});

describe('the next step', () => {
  const times = { holdMs: 1000, betweenMs: 100 };
  const state = fc.record({
    lastWave: fc.nat(5),
    wave: fc.nat(5),
    waiting: fc.nat(3),
    unanswered: fc.nat(3),
    startedAt: fc.nat(2000),
    quietSince: fc.option(fc.nat(2000)),
  });

  it('never leaves a wave with somebody in it, nor the canary before all are answered and it has held', () => {
    fc.assert(
      fc.property(state, fc.nat(5000), (at, now) => {
        const { kind } = nextStep(at, times, now);
        if (at.waiting > 0) expect(kind).toBe('wait');
        if (kind === 'promote') {
          expect([at.wave, at.unanswered]).toEqual([0, 0]);
          expect(now - at.quietSince!).toBeGreaterThanOrEqual(1000);
        }
        if (kind === 'nextWave') expect(at.wave > 0 && at.wave < at.lastWave).toBe(true);
        if (kind === 'finish') expect([at.wave >= at.lastWave, at.unanswered]).toEqual([true, 0]);
      }),
    );
  });

  it('comes to an end when time passes and all are answered', () => {
    fc.assert(
      fc.property(fc.nat(6), (lastWave) => {
        let wave = 0;
        let quietSince: number | null = null;
        const steps: string[] = [];
        for (let now = 0; steps.at(-1) !== 'finish'; now += 5000) {
          const { kind } = nextStep(
            { wave, lastWave, waiting: 0, unanswered: 0, startedAt: now - 5000, quietSince },
            times,
            now,
          );
          if (kind === 'hold') quietSince = now;
          if (kind === 'promote' || kind === 'nextWave') wave += 1;
          steps.push(kind);
          expect(steps.length).toBeLessThan(20);
        }
        expect(wave).toBe(Math.max(1, lastWave));
      }),
    );
  });
});
