import { describe, expect, it } from 'vitest';
import { type AnswerLine, isGreen, tableOf, tallyOf } from '../../fuzz/tally.ts';

const line = (operation: string, status: number, over: Partial<AnswerLine> = {}): AnswerLine => ({
  ...{ operation, status, own: true, seconds: 0.1, failed: null },
  ...over,
});
const told = { round: 'viewer', seconds: 3, open: ['GET /a', 'GET /b'], whole: true };

describe('the tally of a fuzz round', () => {
  it('is green where every answer passed, and names what was never answered with success by its own method and login', () => {
    const tally = tallyOf([line('GET /a', 200), line('GET /b', 404), line('GET /b', 200, { own: false })], told);
    expect(tally).toMatchObject({ operations: 2, cases: 3, neverWell: ['GET /b'], failures: {} });
    expect(isGreen(tally)).toBe(true);
    expect(tableOf([tally])).toContain('never answered with success as viewer: GET /b');
    expect(tableOf([tally])).toMatch(/ 5xx +│ failures +│ slowest answer/);
  });

  it('is not green for an answer that failed a check, and says of which operation and check', () => {
    const failed = line('GET /a', 200, { failed: 'Custom check failed' });
    const tally = tallyOf([line('GET /a', 200), failed, failed], told);
    expect(isGreen(tally)).toBe(false);
    expect(tally.cases).toBe(1);
    expect(tableOf([tally])).toContain('failed as viewer: GET /a: Custom check failed (200) × 2');
  });

  it.each([
    ['a 5xx', [line('GET /a', 503)], true],
    ['an end of schemathesis that was not well', [line('GET /a', 200)], false],
    ['no case at all', [], true],
  ])('is not green for %s', (_what, lines, whole) => {
    expect(isGreen(tallyOf(lines, { ...told, whole }))).toBe(false);
  });
});
