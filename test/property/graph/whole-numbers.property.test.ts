import fc from 'fast-check';
import neo4j, { type Integer } from 'neo4j-driver';
import { expect, it } from 'vitest';
import { toDriver } from '../../../src/graph/values.ts';

// Around the bounds of the driver's sizes, and anywhere.
const bound = fc.constantFrom(0, -(2 ** 4), 2 ** 7, -(2 ** 7), 2 ** 15, -(2 ** 15), 2 ** 31, -(2 ** 31), 2 ** 32);
const whole = fc.oneof(
  fc.tuple(bound, fc.integer({ min: -2, max: 2 })).map(([at, off]) => at + off),
  fc.maxSafeInteger(),
);

it('whole numbers are sent as the integers that the driver itself would make of them', () => {
  fc.assert(
    fc.property(whole, whole, (value, other) => {
      const sent = toDriver(value) as Integer;
      const own = neo4j.int(value);
      expect(neo4j.isInt(sent)).toBe(true);
      expect([sent.low, sent.high]).toEqual([own.low, own.high]);
      expect(sent.toNumber()).toBe(value);
      for (const against of [other, neo4j.int(other), toDriver(other) as Integer]) {
        expect(sent.lessThan(against)).toBe(own.lessThan(against));
        expect(sent.greaterThanOrEqual(against)).toBe(own.greaterThanOrEqual(against));
      }
    }),
  );
});
