import fc from 'fast-check';
import neo4j from 'neo4j-driver';
import { expect, test } from 'vitest';
import { type ExactValue, fromExact, toExact } from '../../../src/graph/exact-values.ts';

const { types } = neo4j;
const text = fc.string({ unit: 'binary', maxLength: 40 });
const nanos = fc.integer({ min: 0, max: 999_999_999 });
const clock = [
  fc.integer({ min: 0, max: 23 }),
  fc.integer({ min: 0, max: 59 }),
  fc.integer({ min: 0, max: 59 }),
  nanos,
] as const;
const day = [
  fc.integer({ min: -9999, max: 99_999 }),
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 28 }),
] as const;
const offset = fc.integer({ min: -64_800, max: 64_800 });
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

/** Values as the driver returns them with `useBigInt`. */
const scalar = fc.oneof(
  fc.boolean(),
  text,
  int64,
  fc.double(),
  fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1, 1e21, 2 ** 53),
  fc.tuple(...day, ...clock, offset).map((at) => new types.DateTime(...at, undefined)),
  fc.tuple(...day, ...clock).map((at) => new types.DateTime(...at, 0, undefined)),
  fc.tuple(...day, ...clock).map((at) => new types.DateTime(...at, 3600, 'Europe/Berlin')),
  fc.tuple(...day).map((at) => new types.Date(...at)),
  fc.tuple(...day, ...clock).map((at) => new types.LocalDateTime(...at)),
  fc.tuple(...clock).map((at) => new types.LocalTime(...at)),
  fc.tuple(...clock, offset).map((at) => new types.Time(...at)),
  fc
    .tuple(int64, int64, int64, nanos)
    .map(
      ([months, days, seconds, rest]) =>
        new types.Duration(neo4j.int(months), neo4j.int(days), neo4j.int(seconds), neo4j.int(rest)),
    ),
  fc.tuple(fc.double(), fc.double()).map(([x, y]) => new types.Point(neo4j.int(4326), x, y)),
  fc.uint8Array({ maxLength: 30 }).map((bytes) => new Int8Array(bytes)),
);
const name = fc.oneof(text, fc.constantFrom('$', '$float', '$$int', '$t', '__proto__', 'constructor', 'toString'));
const properties = fc
  .array(fc.tuple(name, fc.oneof(scalar, fc.array(scalar, { maxLength: 5 }))), { maxLength: 5 })
  .map((entries) => {
    const map: Record<string, unknown> = {};
    for (const [key, value] of entries) {
      Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
    }
    return map;
  });

/** What came back from the file, as the driver would return it once more. */
const asReceived = (value: unknown): unknown => {
  if (neo4j.isInt(value)) return value.toBigInt();
  if (Array.isArray(value)) return value.map(asReceived);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const map: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    Object.defineProperty(map, key, { value: asReceived(item), enumerable: true, configurable: true, writable: true });
  }
  return map;
};

const through = (value: unknown): ExactValue =>
  toExact(asReceived(fromExact(JSON.parse(JSON.stringify(toExact(value))))));

test('every value and every name of a property comes back from a file with its type', () => {
  fc.assert(
    fc.property(properties, (map) => {
      expect(through(map)).toEqual(toExact(map));
    }),
    { numRuns: 2_000 },
  );
});

test('what is an INTEGER stays one, what is a FLOAT stays one', () => {
  fc.assert(
    fc.property(int64, fc.double(), (whole, broken) => {
      expect(neo4j.isInt(fromExact(JSON.parse(JSON.stringify(toExact(whole)))))).toBe(true);
      expect(asReceived(fromExact(JSON.parse(JSON.stringify(toExact(whole)))))).toBe(whole);
      expect(fromExact(JSON.parse(JSON.stringify(toExact(broken))))).toBe(broken);
    }),
    { numRuns: 2_000 },
  );
});

test('a value of a kind that this version does not know is refused, not guessed', () => {
  expect(() => fromExact({ $vector: [1, 2] })).toThrow(/\$vector/);
});
