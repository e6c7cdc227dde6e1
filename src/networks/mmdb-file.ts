import { Reader, type Response } from 'maxmind';
import { type NetworkClass, precedenceOf } from '../network-classes.ts';

/** What a database of the MaxMind DB format says of an address; null where it says nothing. */
export interface MmdbFacts {
  readonly asn: number | null;
  readonly asName: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
  readonly class: NetworkClass | null;
}

export interface Mmdb {
  /** `GeoLite2-ASN` and the like, as the file names itself. */
  readonly databaseType: string;
  /** Epoch milliseconds. */
  readonly builtAt: number;
  readonly nodes: number;
  /** An address without a prefix length. Never throws: where the file is damaged inside, it says nothing. */
  find(address: string): MmdbFacts | null;
}

/** Why a file is no database; a sentence without its subject. */
export class MmdbFault extends Error {}

const METADATA_MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
/** The metadata must begin within this many bytes of the end (MaxMind DB file format 2.0). */
const METADATA_WITHIN = 128 * 1024;
const SEPARATOR_BYTES = 16;
/** Decoded records kept: those of the networks in use. */
const CACHED_RECORDS = 10_000;
/** Addresses looked up before a file is believed: damage in the middle is not in the metadata. */
const PROBES = 256;

/** Reads the format's three parts; throws MmdbFault when one of them is not there, or cut off. */
export const openMmdb = (file: Buffer): Mmdb => {
  const marker = file.lastIndexOf(METADATA_MARKER);
  if (marker < 0 || file.length - marker > METADATA_WITHIN) {
    throw new MmdbFault('has no metadata of the MaxMind DB format: it is another kind of file, or cut off');
  }
  const reader = readerOf(file);
  const { metadata } = reader;
  if (metadata.binaryFormatMajorVersion !== 2) throw new MmdbFault('is not of version 2 of the MaxMind DB format');
  if (![4, 6].includes(metadata.ipVersion) || !(metadata.nodeCount > 0)) throw new MmdbFault('has unusable metadata');
  if (metadata.searchTreeSize + SEPARATOR_BYTES > marker) throw new MmdbFault('is shorter than its metadata says');
  probe(reader, metadata.ipVersion);
  return {
    databaseType: metadata.databaseType,
    builtAt: metadata.buildEpoch.getTime(),
    nodes: metadata.nodeCount,
    find(address) {
      // A tree of IPv4 alone would be walked by the first bits of an IPv6 address.
      if (metadata.ipVersion === 4 && address.includes(':')) return null;
      try {
        return factsOf(reader.get(address));
      } catch {
        return null;
      }
    },
  };
};

const readerOf = (file: Buffer): Reader<Response> => {
  const kept = new Map<string | number, unknown>();
  const cache = {
    get: (key: string | number) => kept.get(key),
    set: (key: string | number, value: unknown) => {
      if (kept.size >= CACHED_RECORDS) kept.clear();
      kept.set(key, value);
    },
  };
  try {
    return new Reader<Response>(file, { cache } as ConstructorParameters<typeof Reader>[1]);
  } catch {
    throw new MmdbFault('cannot be read as a MaxMind DB');
  }
};

const probe = (reader: Reader<Response>, ipVersion: number): void => {
  try {
    for (let i = 0; i < PROBES; i++) {
      reader.get(`${i}.${(i * 37) % 256}.${(i * 91) % 256}.1`);
      if (ipVersion === 6) reader.get(`2${(i * 17).toString(16).padStart(3, '0')}:${i.toString(16)}::`);
    }
  } catch {
    throw new MmdbFault('is damaged: records in it cannot be read');
  }
};

type Fields = { readonly [name: string]: unknown };

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Field names of MaxMind and DB-IP (`autonomous_system_number`, `country.iso_code`) and of IPinfo (`asn`, `country_code`). */
const factsOf = (record: unknown): MmdbFacts | null => {
  if (!isRecord(record)) return null;
  const traits = isRecord(record['traits']) ? { ...record['traits'], ...record } : record;
  const facts = {
    asn: asnOf(traits['autonomous_system_number'] ?? traits['asn']),
    asName: textOf(traits['autonomous_system_organization'] ?? traits['as_name']),
    country: countryOf(record),
    class: classOf(traits),
  };
  return Object.values(facts).every((fact) => fact === null) ? null : facts;
};

const asnOf = (value: unknown): number | null => {
  const number = typeof value === 'string' ? Number(/^(?:AS)?(\d{1,10})$/i.exec(value)?.[1]) : Number(value ?? 0);
  return Number.isInteger(number) && number > 0 && number <= 0xffffffff ? number : null;
};

const MAX_NAME = 200;

const textOf = (value: unknown): string | null => {
  if (typeof value !== 'string') return null;
  const text = value
    .toWellFormed()
    .replace(/\p{C}+/gu, ' ')
    .trim()
    .slice(0, MAX_NAME);
  return text === '' ? null : text;
};

const countryOf = (record: Fields): string | null => {
  const nested = [record['country'], record['registered_country']].map((it) => (isRecord(it) ? it['iso_code'] : it));
  const code = [nested[0], record['country_code'], nested[1]].find(
    (it) => typeof it === 'string' && /^[A-Z]{2}$/.test(it),
  );
  return (code as string | undefined) ?? null;
};

/** Of the databases that know kinds of networks (GeoIP Anonymous IP, Connection Type, Enterprise). */
const SIGNS: readonly (readonly [member: string, value: unknown, says: NetworkClass])[] = [
  ['is_tor_exit_node', true, 'tor'],
  ['is_residential_proxy', true, 'residential_proxy'],
  ['is_anonymous_vpn', true, 'vpn'],
  ['is_public_proxy', true, 'proxy'],
  ['is_anonymous_proxy', true, 'proxy'],
  ['user_type', 'content_delivery_network', 'cdn'],
  ['connection_type', 'Cellular', 'mobile'],
  ['user_type', 'cellular', 'mobile'],
  ['user_type', 'college', 'education'],
  ['user_type', 'school', 'education'],
  ['is_hosting_provider', true, 'hosting'],
  ['user_type', 'hosting', 'hosting'],
];

const classOf = (traits: Fields): NetworkClass | null =>
  SIGNS.filter(([member, value]) => traits[member] === value)
    .map(([, , says]) => says)
    .sort((a, b) => precedenceOf(a) - precedenceOf(b))[0] ?? null;
