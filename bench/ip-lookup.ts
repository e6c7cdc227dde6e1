/**
 * How fast is the look-up of an address's network? `npm run bench:ip [folder]`
 *
 * Ranges: the public lists in the folder (default ../shared/data/ip_lists); without it, as many generated ones. Addresses: half
 * of them inside the ranges, half anywhere, the same for all. Side by side: our table; the maxmind reader on a database with
 * the same ranges, made here; and a scan over all ranges by ipaddr.js, as a few lines of code would do it. All must agree.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import ipaddr from 'ipaddr.js';
import { Reader, type Response } from 'maxmind';
import { NETWORK_CLASSES, type NetworkClass } from '../src/network-classes.ts';
import { type AddressRange, parseIpv4, rangeText } from '../src/networks/address.ts';
import { parseList } from '../src/networks/list-file.ts';
import { type RangeList, type RangeTable, rangeTable } from '../src/networks/range-table.ts';
import { networkTable } from '../src/networks/table.ts';
import { mmdbFile } from '../test/support/mmdb.ts';
import { median, report } from './support/report.ts';

const FOLDER = process.argv[2] ?? '../shared/data/ip_lists';
const GENERATED = 60_000;
const LOOKUPS = 2_000_000;
const SCANNED = 300;
const ROUNDS = 5;

const random = ((seed: number) => () => {
  let x = seed;
  x ^= x << 13;
  x ^= x >>> 17;
  x ^= x << 5;
  seed = x >>> 0;
  return seed;
})(2463534242);

/** The class of a public list, by its name; the lists of all providers together would only repeat the others. */
const classOf = (file: string): NetworkClass | null => {
  if (/README|_all_/.test(file)) return null;
  if (/vpn/i.test(file)) return 'vpn';
  if (/apple-proxy/.test(file)) return 'relay';
  return /cloudflare/.test(file) ? 'cdn' : 'hosting';
};

const publicLists = (): RangeList[] =>
  readdirSync(FOLDER).flatMap((file) => {
    const of = classOf(file);
    if (of === null || !file.endsWith('.txt')) return [];
    const { ranges } = parseList(readFileSync(`${FOLDER}/${file}`, 'utf8'));
    return ranges.length === 0 ? [] : [{ name: basename(file, '.txt'), class: of, ranges }];
  });

const generatedLists = (): RangeList[] =>
  NETWORK_CLASSES.slice(0, 4).map((of) => ({
    name: of,
    class: of,
    ranges: Array.from({ length: GENERATED / 4 }, (): AddressRange => {
      const length = 12 + (random() % 21);
      return { family: 4, high: (random() & ~(length >= 32 ? 0 : 0xffffffff >>> length)) >>> 0, low: 0, length };
    }),
  }));

const made = !existsSync(FOLDER);
if (made) console.log(`${FOLDER} is not there; the ranges are generated`);
const lists = made ? generatedLists() : publicLists();
const ranges = lists.flatMap((list) => list.ranges);

/** Times some work in milliseconds: the median of some rounds. */
const timed = (work: () => number): { ms: number; found: number } => {
  let found = 0;
  const times = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    found = work();
    return performance.now() - began;
  });
  return { ms: median(times), found };
};

let table: RangeTable = rangeTable([]);
const built = timed(() => {
  table = rangeTable(lists);
  return table.segments;
});

const addresses = Uint32Array.from({ length: LOOKUPS }, (_, i) => {
  if (i % 2 === 0) return random();
  const { high, length } = ranges[random() % ranges.length]!;
  return high + (random() % 2 ** (32 - length));
});
const dotted = Array.from(addresses, (word) => [24, 16, 8, 0].map((shift) => (word >>> shift) & 255).join('.'));

const numbers = timed(() => {
  let found = 0;
  for (const word of addresses) if (table.find(4, word, 0) !== null) found++;
  return found;
});
const whole = networkTable(
  lists.map((list) => ({
    kind: 'list' as const,
    sha256: list.name,
    name: list.name,
    class: list.class,
    entries: { ranges: list.ranges, asns: [], broken: 0, problems: [] },
  })),
);
const texts = timed(() => {
  let found = 0;
  for (const text of dotted) if (whole.find(text).class !== null) found++;
  return found;
});

const file = mmdbFile(Object.fromEntries(ranges.map((range) => [rangeText(range), { listed: true }])), {
  ipVersion: 4,
  recordSize: 32,
});
const kept = new Map<string | number, unknown>();
const cache = {
  get: (key: string | number) => kept.get(key),
  set: (key: string | number, value: unknown) => void kept.set(key, value),
};
const reader = new Reader<Response>(file, { cache } as ConstructorParameters<typeof Reader>[1]);
const mmdb = timed(() => {
  let found = 0;
  for (const text of dotted) if (reader.get(text) !== null) found++;
  return found;
});

const networks = ranges.map((range) => ipaddr.IPv4.parseCIDR(rangeText(range)));
const few = dotted.slice(0, SCANNED);
const began = performance.now();
const scanned = few.filter((text) => {
  const address = ipaddr.IPv4.parse(text);
  return networks.some((network) => address.match(network));
}).length;
const scanMs = performance.now() - began;

const agree =
  numbers.found === texts.found &&
  texts.found === mmdb.found &&
  scanned === few.filter((text) => table.find(4, parseIpv4(text), 0) !== null).length;
if (!agree) throw new Error('the ways of looking up do not agree');

const perSecond = (count: number, ms: number): number => Math.round(count / (ms / 1000));
const rate = {
  numbers: perSecond(LOOKUPS, numbers.ms),
  texts: perSecond(LOOKUPS, texts.ms),
  mmdb: perSecond(LOOKUPS, mmdb.ms),
  scan: perSecond(SCANNED, scanMs),
};
const line = (way: string, lookups: number, bytes: number) => ({
  way,
  'look-ups a second': lookups.toLocaleString('en-US'),
  'times as fast as maxmind': Math.round((10 * lookups) / rate.mmdb) / 10,
  MiB: Math.round((10 * bytes) / 2 ** 20) / 10,
});
report(
  'ip look-up',
  [
    line('our table, address as a number', rate.numbers, table.bytes),
    line('our table, address as text', rate.texts, table.bytes),
    line('maxmind reader on the same ranges', rate.mmdb, file.length),
    line('ipaddr.js over all ranges', rate.scan, 0),
  ],
  {
    lists: made ? 'generated' : 'public',
    ranges: ranges.length,
    segments: table.segments,
    lookupsPerSecond: rate.texts,
    lookupsPerSecondOfNumbers: rate.numbers,
    peerLookupsPerSecond: rate.mmdb,
    scanLookupsPerSecond: rate.scan,
    ratioToPeer: Math.round((100 * rate.texts) / rate.mmdb) / 100,
    buildMs: Math.round(built.ms),
    tableBytes: table.bytes,
    agree,
  },
);
