import { createHash } from 'node:crypto';
import { type NetworkClass, precedenceOf } from '../network-classes.ts';
import { parseRange } from './address.ts';
import type { ListEntries } from './list-file.ts';
import type { Mmdb } from './mmdb-file.ts';
import { type Listing, rangeTable } from './range-table.ts';

/** What is known of an address's network; null where nothing is. */
export interface NetworkFacts {
  readonly class: NetworkClass | null;
  readonly asn: number | null;
  readonly asName: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  /** Names of the lists that hold it, that of the longest prefix first; lists of ASNs after lists of ranges. */
  readonly lists: readonly string[];
}

/** A source that was read: what a table is made of. `sha256` is of the file as it was read. */
export type ReadSource =
  | { readonly kind: 'mmdb'; readonly sha256: string; readonly mmdb: Mmdb }
  | {
      readonly kind: 'list';
      readonly sha256: string;
      readonly name: string;
      readonly class: NetworkClass;
      readonly entries: ListEntries;
    };

/** All sources as one look-up. Immutable: a new one takes its place when a file changes. */
export interface NetworkTable {
  /** Digest of the inputs: equal for equal files, names and classes in equal order; '' for no sources at all. */
  readonly digest: string;
  /** Facts of an address as the door keeps it (`203.0.113.7`, `2001:db8:7::/64`) or of a range's first address. */
  find(value: string): NetworkFacts;
  readonly knowsAsns: boolean;
  readonly segments: number;
  readonly asns: number;
  /** Of the ranges' arrays; databases are as large as their files. */
  readonly bytes: number;
}

/** Changes when equal inputs would give other facts than before. */
const FORMAT = 'networks-1';

const NOTHING: NetworkFacts = { class: null, asn: null, asName: null, country: null, lists: [] };

/** A range says more than an ASN, and a list more than a database: the user chose the list. */
export const networkTable = (sources: readonly ReadSource[]): NetworkTable => {
  const lists = sources.filter((source) => source.kind === 'list');
  const databases = sources.flatMap((source) => (source.kind === 'mmdb' ? [source.mmdb] : []));
  const ranges = rangeTable(lists.map(({ name, class: of, entries }) => ({ name, class: of, ranges: entries.ranges })));
  const ofAsn = asnListings(lists);

  return {
    digest: digestOf(sources),
    knowsAsns: databases.length > 0,
    segments: ranges.segments,
    asns: ofAsn.size,
    bytes: ranges.bytes,
    find(value) {
      const range = parseRange(value);
      if (range === null) return NOTHING;
      const listed = ranges.find(range.family, range.high, range.low);
      if (databases.length === 0) return listed === null ? NOTHING : { ...NOTHING, ...listed };
      const slash = value.indexOf('/');
      const address = slash < 0 ? value : value.slice(0, slash);
      const said = databases.map((database) => database.find(address)).filter((facts) => facts !== null);
      const first = <Fact>(pick: (facts: (typeof said)[number]) => Fact | null): Fact | null => {
        for (const facts of said) if (pick(facts) !== null) return pick(facts);
        return null;
      };
      const asn = first((facts) => facts.asn);
      const byAsn = asn === null ? undefined : ofAsn.get(asn);
      return {
        class: listed?.class ?? byAsn?.class ?? first((facts) => facts.class),
        asn,
        // The name that stands beside this number, not that of another database's number.
        asName: first((facts) => (facts.asn === asn ? facts.asName : null)),
        country: first((facts) => facts.country),
        lists: [...new Set([...(listed?.lists ?? []), ...(byAsn?.lists ?? [])])],
      };
    },
  };
};

const asnListings = (lists: readonly (ReadSource & { kind: 'list' })[]): ReadonlyMap<number, Listing> => {
  const found = new Map<number, Listing>();
  const inOrder = [...lists].sort((x, y) => precedenceOf(x.class) - precedenceOf(y.class));
  for (const { name, class: of, entries } of inOrder) {
    for (const asn of entries.asns) {
      const before = found.get(asn);
      const names = before === undefined ? [name] : [...new Set([...before.lists, name])];
      found.set(asn, { class: before?.class ?? of, lists: names });
    }
  }
  return found;
};

const digestOf = (sources: readonly ReadSource[]): string => {
  if (sources.length === 0) return '';
  const said = sources.map((source) =>
    source.kind === 'mmdb' ? ['mmdb', source.sha256] : ['list', source.name, source.class, source.sha256],
  );
  return createHash('sha256')
    .update(JSON.stringify([FORMAT, said]))
    .digest('hex')
    .slice(0, 32);
};
