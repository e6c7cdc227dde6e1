import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../src/http/cursor.ts';

const after = fc.array(fc.oneof(fc.string({ maxLength: 40 }), fc.double({ noNaN: true, noDefaultInfinity: true })), {
  maxLength: 4,
});

describe('cursors', () => {
  test('come back as they went out', () => {
    fc.assert(
      fc.property(after, fc.option(fc.stringMatching(/^run_[a-z0-9]{4,12}$/), { nil: undefined }), (values, run) => {
        const cursor = {
          after: values.map((value) => (value === 0 ? 0 : value)),
          ...(run === undefined ? {} : { run }),
        };
        const text = encodeCursor(cursor, { state: 'new', sort: 'score' });
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(decodeCursor(text, { sort: 'score', state: 'new', minSize: undefined })).toEqual(cursor);
      }),
    );
  });

  test('are refused with other filters, naming the parameter', () => {
    const text = encodeCursor({ after: [0.5, 'ring_a'], run: 'run_1' }, { sort: 'score' });
    expect(() => decodeCursor(text, { sort: 'size' })).toThrow(
      expect.objectContaining({
        type: 'invalid-request',
        status: 400,
        extra: { problems: [{ in: 'query', pointer: '/cursor', reason: expect.stringContaining('other filters') }] },
      }),
    );
  });

  test.each([
    ['text that is no base64url', '***'],
    ['text that is no JSON', Buffer.from('{"v":1').toString('base64url')],
    ['another version', Buffer.from('{"v":2,"q":"x","a":[]}').toString('base64url')],
    ['further members', Buffer.from('{"v":1,"q":"x","a":[],"z":1}').toString('base64url')],
    ['nothing', ''],
    ['far too much', 'a'.repeat(10_000)],
  ])('are refused when they are %s', (_what, text) => {
    expect(() => decodeCursor(text, {})).toThrow(expect.objectContaining({ type: 'invalid-request' }));
  });

  test('never make anything but an invalid-request out of any text', () => {
    fc.assert(
      fc.property(fc.base64String(), (text) => {
        expect(() => decodeCursor(text, {})).toThrow(expect.objectContaining({ type: 'invalid-request' }));
      }),
    );
  });
});
