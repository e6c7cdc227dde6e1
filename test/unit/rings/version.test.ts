import { describe, expect, it } from 'vitest';
import { checkIfMatch, etagOf } from '../../../src/rings/version.ts';

const present = { run: 'run_1', version: 3 };

describe('If-Match', () => {
  it.each(['"run_1.3"', '*', '"a", "run_1.3"', '"run_1.2","run_1.3" ,"b"'])(
    '%s names the present version',
    (header) => {
      expect(() => checkIfMatch(header, present)).not.toThrow();
    },
  );

  it.each(['"run_1.2"', '"run_2.3"', 'W/"run_1.3"', 'run_1.3', '', '"run_1.33"', '"*"'])('%j does not', (header) => {
    expect(() => checkIfMatch(header, present)).toThrow(
      expect.objectContaining({ type: 'precondition-failed', status: 412 }),
    );
  });

  it('is required', () => {
    expect(() => checkIfMatch(undefined, present)).toThrow(
      expect.objectContaining({ type: 'precondition-required', status: 428 }),
    );
  });

  it('changes with the run and with each decision', () => {
    expect(new Set([present, { ...present, version: 4 }, { ...present, run: 'run_2' }].map(etagOf)).size).toBe(3);
  });
});
