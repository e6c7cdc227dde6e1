import neo4j from 'neo4j-driver';

/**
 * A value of Neo4j as JSON that keeps its type. INTEGER is a whole number and FLOAT one with a fraction; everything that JSON
 * cannot tell apart is an object with one key that begins with `$`: `{"$float": 1}`, `{"$int": "9007199254740993"}`,
 * `{"$t": "2026-03-02T08:00:00Z"}` for a DATETIME in UTC. A map's own key that begins with `$` gets one more `$`.
 */
export type ExactValue =
  | null
  | boolean
  | number
  | string
  | readonly ExactValue[]
  | { readonly [key: string]: ExactValue };

/** What the driver returns with `useBigInt` → exact JSON. A node or a relationship becomes its properties. */
export const toExact = (value: unknown): ExactValue => {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : { $int: String(value) };
  if (typeof value === 'number') return exactFloat(value);
  if (Array.isArray(value)) return value.map(toExact);
  if (value instanceof Int8Array || value instanceof Uint8Array) {
    return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (neo4j.isDateTime(value)) return exactDateTime(value as unknown as DateTimeParts);
  if (neo4j.isDate(value)) return { $date: parts([value.year, value.month, value.day]) };
  if (neo4j.isLocalDateTime(value)) return { $localdatetime: [...dayOf(value), ...clockOf(value)] };
  if (neo4j.isLocalTime(value)) return { $localtime: clockOf(value) };
  if (neo4j.isTime(value)) return { $time: [...clockOf(value), Number(value.timeZoneOffsetSeconds)] };
  if (neo4j.isDuration(value)) {
    return { $duration: parts([value.months, value.days, value.seconds, value.nanoseconds]) };
  }
  if (neo4j.isPoint(value)) {
    const z = value.z === undefined ? [] : [exactFloat(value.z)];
    return { $point: [Number(value.srid), exactFloat(value.x), exactFloat(value.y), ...z] };
  }
  if (neo4j.isNode(value) || neo4j.isRelationship(value)) return toExact(value.properties);
  const map: Record<string, ExactValue> = {};
  for (const [key, item] of Object.entries(value)) set(map, key.startsWith('$') ? `$${key}` : key, toExact(item));
  return map;
};

/** Exact JSON → what the driver sends. Throws RangeError for a tag that is not known. */
export const fromExact = (value: unknown): unknown => {
  if (typeof value === 'number') return Number.isInteger(value) ? neo4j.int(value) : value;
  if (typeof value !== 'object' || value === null) return value === undefined ? null : value;
  if (Array.isArray(value)) return value.map(fromExact);
  const keys = Object.keys(value);
  const only = keys.length === 1 ? keys[0]! : '';
  if (only.startsWith('$') && !only.startsWith('$$')) return tagged(only, (value as Record<string, ExactValue>)[only]!);
  const map: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) set(map, key.startsWith('$$') ? key.slice(1) : key, fromExact(item));
  return map;
};

/** A property that may be called `__proto__`. */
const set = <Item>(map: Record<string, Item>, key: string, value: Item): void => {
  Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
};

type Part = number | bigint | { toString(): string };

interface DateTimeParts {
  readonly year: Part;
  readonly month: Part;
  readonly day: Part;
  readonly hour: Part;
  readonly minute: Part;
  readonly second: Part;
  readonly nanosecond: Part;
  readonly timeZoneOffsetSeconds?: Part;
  readonly timeZoneId?: string;
}

const isSafe = (value: bigint): boolean =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);

/** NaN, the infinities and −0 have no JSON; a whole number would be read back as INTEGER. */
const exactFloat = (value: number): ExactValue => {
  if (Object.is(value, -0)) return { $float: '-0' };
  if (!Number.isFinite(value)) return { $float: String(value) };
  return Number.isInteger(value) ? { $float: value } : value;
};

/** Whole numbers; those beyond 2^53 (seconds of a duration) as text. */
const parts = (values: readonly Part[]): ExactValue[] =>
  values.map((value) => {
    const whole = BigInt(String(value));
    return isSafe(whole) ? Number(whole) : String(whole);
  });

const dayOf = ({ year, month, day }: Pick<DateTimeParts, 'year' | 'month' | 'day'>) => parts([year, month, day]);
const clockOf = (time: Pick<DateTimeParts, 'hour' | 'minute' | 'second' | 'nanosecond'>) =>
  parts([time.hour, time.minute, time.second, time.nanosecond]);

const exactDateTime = (value: DateTimeParts): ExactValue => {
  const [year, month, day, hour, minute, second, nano] = [...dayOf(value), ...clockOf(value)] as number[];
  const offset = value.timeZoneOffsetSeconds === undefined ? null : Number(value.timeZoneOffsetSeconds);
  const zone = value.timeZoneId ?? null;
  if (zone !== null || offset !== 0 || year! < 0 || year! > 9999) {
    return { $datetime: [year!, month!, day!, hour!, minute!, second!, nano!, offset, zone] };
  }
  const fraction = nano === 0 ? '' : `.${pad(nano!, 9).replace(/0+$/, '')}`;
  return {
    $t: `${pad(year!, 4)}-${pad(month!)}-${pad(day!)}T${pad(hour!)}:${pad(minute!)}:${pad(second!)}${fraction}Z`,
  };
};

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

const UTC = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z$/;

const tagged = (tag: string, value: ExactValue): unknown => {
  const list = Array.isArray(value) ? (value as readonly ExactValue[]) : [];
  // As INTEGER: the driver's temporal types refuse a bigint of their own making only where it is out of range.
  const [a, b, c, d, e, f, g] = list.map((part) => (typeof part === 'object' ? 0n : safeBigInt(part)));
  const types = neo4j.types;
  switch (tag) {
    case '$float':
      return Number(value);
    case '$int':
      return neo4j.int(String(value));
    case '$bytes':
      return new Int8Array(Buffer.from(String(value), 'base64'));
    case '$t': {
      const match = UTC.exec(String(value));
      if (!match) break;
      const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Six;
      const nano = Number((match[7] ?? '').padEnd(9, '0'));
      return new types.DateTime(year, month, day, hour, minute, second, nano, 0, undefined);
    }
    case '$datetime': {
      const [offset, zone] = [list[7] as number | null, list[8] as string | null];
      const at = [a!, b!, c!, d!, e!, f!, g!].map(Number) as [...Six, number];
      return new types.DateTime(...at, offset ?? undefined, zone ?? undefined);
    }
    case '$date':
      return new types.Date(Number(a), Number(b), Number(c));
    case '$localdatetime':
      return new types.LocalDateTime(...([a!, b!, c!, d!, e!, f!, g!].map(Number) as [...Six, number]));
    case '$localtime':
      return new types.LocalTime(Number(a), Number(b), Number(c), Number(d));
    case '$time':
      return new types.Time(Number(a), Number(b), Number(c), Number(d), Number(e));
    case '$duration':
      return new types.Duration(...([a!, b!, c!, d!].map((part) => neo4j.int(part)) as IntFour));
    case '$point': {
      const [srid, ...at] = list.map((part) => fromExact(part));
      return new types.Point(srid as never, ...(at.map(Number) as [number, number, number]));
    }
  }
  throw new RangeError(`a value of a type that is not known: ${tag}`);
};

type Six = [number, number, number, number, number, number];
type IntFour = [neo4j.Integer, neo4j.Integer, neo4j.Integer, neo4j.Integer];

const safeBigInt = (part: unknown): bigint => {
  const text = String(part);
  return /^-?\d+$/.test(text) ? BigInt(text) : 0n;
};
