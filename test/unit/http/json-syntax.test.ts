import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonFault } from '../../../src/http/json-syntax.ts';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('jsonFault', () => {
  test('agrees with JSON.parse on every JSON text with one character changed, removed or added', () => {
    const character = fc.constantFrom(...'{}[]",:0-+.eE1tfn\\u/ \n\u0001a');
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('change', 'remove', 'add'),
        character,
        (json, at, how, extra) => {
          const place = at % (json.length + 1);
          const rest = json.slice(how === 'add' ? place : place + 1);
          const text = json.slice(0, place) + (how === 'remove' ? '' : extra) + rest;
          expect(jsonFault(text, 1000) === null).toBe(parses(text));
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('names the first impossible character, or the number or word that it stands in', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, at) => {
        const cut = json.slice(0, at % (json.length + 1));
        const fault = jsonFault(`${cut}\u0001`, 1000);
        expect(fault?.offset).toBeLessThanOrEqual(cut.length);
        expect(cut.slice(fault?.offset)).toMatch(/^[-+.\w]*$/);
      }),
    );
  });

  test.each([
    ['{"a": 1,\n "b": x}', { kind: 'syntax', offset: 15, line: 2, column: 7 }],
    ['{"a": "one\ntwo"}', { kind: 'syntax', offset: 10, line: 1, column: 11 }],
    ['', { kind: 'syntax', offset: 0, line: 1, column: 1 }],
    ['[1,]', { kind: 'syntax', offset: 3, line: 1, column: 4 }],
    ['[1] 2', { kind: 'syntax', offset: 4, line: 1, column: 5 }],
    ['[[[[]]]]', { kind: 'depth', offset: 3, line: 1, column: 4 }],
  ])('gives the place of the fault in %j', (text, fault) => {
    expect(jsonFault(text, 3)).toEqual(fault);
  });

  test('reads a megabyte in one string and a hundred thousand brackets without recursion', () => {
    expect(jsonFault(JSON.stringify('x'.repeat(1_000_000)), 3)).toBeNull();
    expect(jsonFault('['.repeat(100_000), 1_000_000)?.offset).toBe(100_000);
  });
});
