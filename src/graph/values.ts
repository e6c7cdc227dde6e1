import neo4j, { type DateTime, type Integer } from 'neo4j-driver';

/**
 * What the driver returns → plain values, in place: DATETIME → epoch milliseconds, a node or relationship → its
 * properties, other temporal and spatial values → their text. Numbers arrive plain (`disableLosslessIntegers`).
 */
export const toPlain = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    // Lists of 5,000 ids are usual; only objects are worth a call.
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (typeof item === 'object' && item !== null) value[i] = toPlain(item);
    }
    return value;
  }
  // Milliseconds since 1970 in UTC; a zone that has only a name is resolved by the driver.
  if (neo4j.isDateTime(value)) return value.toStandardDate().getTime();
  if (neo4j.isNode(value) || neo4j.isRelationship(value)) return toPlain(value.properties);
  if (isText(value)) return value.toString();
  const record = value as Record<string, unknown>;
  for (const key of Object.keys(record)) {
    const item = record[key];
    if (typeof item === 'object' && item !== null) record[key] = toPlain(item);
  }
  return record;
};

/**
 * What a store passes → what the driver sends. JavaScript has one number type and the driver sends it as FLOAT, which
 * LIMIT, lists of windows and counts must not be: whole numbers go as INTEGER (write `toFloat($x)` where a division by
 * such a number must not be an integer division), a Date goes as DATETIME in UTC, undefined as null.
 */
export const toDriver = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? integer(value) : value;
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(toDriver);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    // Bytes are a Neo4j type of their own; every other typed array is a list of numbers.
    return value instanceof Int8Array || value instanceof Uint8Array
      ? value
      : Array.from(value as unknown as ArrayLike<number | bigint>, toDriver);
  }
  if (value instanceof Date) return utcDateTime(value);
  const proto: unknown = Object.getPrototypeOf(value);
  if (proto !== Object.prototype && proto !== null) return value;
  const sent: Record<string, unknown> = {};
  for (const key of Object.keys(value)) sent[key] = toDriver((value as Record<string, unknown>)[key]);
  return sent;
};

/**
 * A whole number as the driver wants it. The driver compares each with the bounds of its sizes when it sends it, up to eight times,
 * and makes four objects a comparison: a quarter of all that an import asked memory for. These are compared as they are.
 */
class WholeNumber extends neo4j.types.Integer {
  readonly #value: number;

  constructor(value: number) {
    super(value | 0, Math.floor(value / 2 ** 32) | 0);
    this.#value = value;
  }

  override lessThan(other: Comparable): boolean {
    return typeof other === 'number' ? this.#value < other : super.lessThan(other);
  }

  override greaterThanOrEqual(other: Comparable): boolean {
    return typeof other === 'number' ? this.#value >= other : super.greaterThanOrEqual(other);
  }
}

type Comparable = Parameters<Integer['lessThan']>[0];

/**
 * Counts and windows are the same few numbers again and again, and these objects never change: each small one is made once.
 */
const SMALL = 1 << 17;
// Of its full length from the start: an array that is written far beyond its end becomes a table of hashes.
const small = new Array<Integer | undefined>(SMALL);
const integer = (value: number): Integer => {
  if (!(value >= 0 && value < SMALL)) return new WholeNumber(value);
  let known = small[value];
  if (known === undefined) {
    known = new WholeNumber(value);
    small[value] = known;
  }
  return known;
};

const isText = (value: object): value is { toString(): string } =>
  neo4j.isDate(value) ||
  neo4j.isLocalDateTime(value) ||
  neo4j.isTime(value) ||
  neo4j.isLocalTime(value) ||
  neo4j.isDuration(value) ||
  neo4j.isPoint(value);

const utcDateTime = (date: Date): DateTime<number> =>
  new neo4j.types.DateTime(
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    date.getUTCMilliseconds() * 1e6,
    0,
    undefined,
  );
