import { describe, expect, test } from 'vitest';
import { RingfenceError } from '../../../src/errors.ts';
import { faultOf } from '../../../src/http/fault.ts';

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('a fault in the log', () => {
  test('says where an error of others came from, and leaves out its message, which may quote a value', () => {
    const error = thrownBy(() => JSON.parse('{"email": planted@example.com\n    at planted2@example.com}'));
    const fault = faultOf(new Error('while reading planted@example.com', { cause: error }));
    expect(JSON.stringify(fault)).not.toContain('planted');
    expect(fault.cause?.type).toBe('SyntaxError');
    expect(fault.stack[0]).toContain('fault.test.ts');
  });

  test('keeps the text of our own errors, which never holds a value', () => {
    const fault = faultOf(new RingfenceError({ type: 'graph-unavailable', detail: 'Neo4j does not answer.' }));
    expect(fault).toMatchObject({ type: 'graph-unavailable', message: 'Neo4j does not answer.' });
  });

  test('ends at a cause that is its own cause', () => {
    const error = new Error('a');
    error.cause = error;
    expect(JSON.stringify(faultOf(error)).length).toBeLessThan(50_000);
  });

  test('takes a thrown text for what it is, without repeating it', () => {
    expect(faultOf('planted')).toEqual({ type: 'string', stack: [] });
  });
});
