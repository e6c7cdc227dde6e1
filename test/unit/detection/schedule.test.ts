import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { schedule } from '../../../src/detection/schedule.ts';
import { RingfenceError } from '../../../src/errors.ts';

describe('a schedule', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 11, 59, 30) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const lines: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => lines.push(line) });

  it('is read in UTC and says when the next run is due', () => {
    const timetable = schedule('0 */6 * * *', { begin: async () => undefined, log });
    expect(timetable.next()).toEqual(new Date(Date.UTC(2026, 0, 5, 12)));
    timetable.stop();
  });

  it('goes on after a run that could not start, leaves one out while another is at work, and ends when stopped', async () => {
    const answers = [
      new RingfenceError({ type: 'graph-unavailable', detail: 'Neo4j does not answer.' }),
      new RingfenceError({ type: 'run-in-progress', detail: 'Run x is at work.' }),
      null,
    ];
    let begun = 0;
    const timetable = schedule('* * * * *', {
      begin: async () => {
        const answer = answers[begun++];
        if (answer) throw answer;
      },
      log,
    });
    await vi.advanceTimersByTimeAsync(3 * 60_000);
    expect(begun).toBe(3);
    expect(lines.filter((line) => line.includes('did not start'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('left out'))).toHaveLength(1);
    timetable.stop();
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    expect(begun).toBe(3);
  });

  it('that is no cron pattern stops the start with one clear sentence', () => {
    expect(() => schedule('every morning', { begin: async () => undefined, log })).toThrow(/not a cron pattern/);
  });
});
