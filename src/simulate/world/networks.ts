import { DAY } from '../calendar.ts';
import { cumulative, type Random, type Stream, zipf } from '../random.ts';

/**
 * Addresses that belong to nobody: 240.0.0.0/4 (reserved), 198.18.0.0/15 (benchmarks), 198.51.100.0/24 and
 * 203.0.113.0/24 (documentation) and 3fff::/20 (documentation). The blocks below only keep the allocations apart;
 * campaigns and innocents live in all of them.
 */
const RESIDENTIAL = 0xf000_0000; // 240.0.0.0, one /10 a provider
const MOBILE = 0xf800_0000; // 248.0.0.0
const CLOUD = 0xf900_0000; // 249.0.0.0
const BUSINESS = 0xc612_0000; // 198.18.0.0/15
const PUBLIC_PLACES = 0xfa00_0000; // 250.0.0.0
const CAMPUS = 0xfb00_0000; // 251.0.0.0
const IPV6_BASE = 0x3fff;

/** Numbers of homes from here on belong to the parts beyond the first 32. */
export const BEYOND = 0x8000_0000;
/** Organisations from this number on have a prefix that no other shares. */
export const MORE_BUSINESSES = 4_096;

/** Internet providers: country, share of its homes, days a home keeps its address, share of homes with IPv6. */
const PROVIDERS = [
  { country: 'US', share: 20, lease: 3_650, ipv6: 0.7 },
  { country: 'US', share: 14, lease: 30, ipv6: 0.6 },
  { country: 'US', share: 8, lease: 90, ipv6: 0.1 },
  { country: 'GB', share: 9, lease: 30, ipv6: 0.6 },
  { country: 'GB', share: 5, lease: 7, ipv6: 0 },
  { country: 'DE', share: 9, lease: 1, ipv6: 0.5 },
  { country: 'DE', share: 5, lease: 180, ipv6: 0.6 },
  { country: 'FR', share: 8, lease: 3_650, ipv6: 0.8 },
  { country: 'FR', share: 4, lease: 7, ipv6: 0.3 },
  { country: 'IN', share: 10, lease: 2, ipv6: 0.6 },
  { country: 'IN', share: 5, lease: 7, ipv6: 0.2 },
  { country: 'BR', share: 6, lease: 3, ipv6: 0.5 },
] as const;

const PROVIDER_SHARES = cumulative(PROVIDERS.map(({ share }) => share));

export type Country = (typeof PROVIDERS)[number]['country'];

/** A line into a building; everyone in the household has the same one. */
export interface Home {
  readonly number: number;
  readonly provider: number;
  readonly country: Country;
  readonly ipv6: boolean;
}

export interface Networks {
  /** The home with this number; the same number is always the same home. */
  home(number: number): Home;
  /** What a home's device shows at a time. `device` separates the IPv6 interface ids of one home. */
  homeAddress(home: Home, time: number, device: number, random: Random): string;
  /** One of the addresses behind which a mobile carrier puts everyone in a region. */
  mobileAddress(country: Country, region: number, random: Random): string;
  /** A café, an airport or a hotel; a few are very popular. */
  publicPlace(random: Random): string;
  /** An exit of a commercial VPN that anybody can rent. */
  vpnExit(random: Random): string;
  /** An exit in one city of one such VPN; 0 ≤ provider < 3, any whole number for the city. */
  vpnCityExit(provider: number, city: number, random: Random): string;
  /** A server's own address in a datacenter; neighbouring numbers are neighbours in a prefix. */
  cloudServer(number: number): string;
  /** The shared egress of a hosting platform or of hosted build runners. */
  platformEgress(random: Random): string;
  /** The `host`th address of a company's or a university's own prefix. */
  organisation(number: number, host: number): string;
  /** An address of a carrier that puts all its customers behind `addresses` of them. */
  carrier(number: number, addresses: number, random: Random): string;
}

/** `accounts`: ordinary accounts of the scenario; the providers' pools grow with them. */
export const networks = (stream: Stream, accounts: number): Networks => {
  // Pools hold 64 addresses an ordinary account, so that re-leased addresses meet as rarely in a large scenario. There are
  // not enough for that above 131,072 accounts: then homes are packed.
  const poolBits = Math.min(23, Math.max(12, Math.ceil(Math.log2(64 * Math.max(1, accounts)))));
  const half = 1 << (poolBits - 1);
  const packed = accounts > 131_072;
  // What a scenario of 50,000 accounts and more needs of these grows with it, so that as many meet behind each.
  const more = Math.max(1, accounts / 50_000);
  const mobileRegions = 16 * Math.min(16, Math.round(more));
  const vpnExits = 24 * Math.min(40, Math.round(more));
  const egresses = 16 * Math.min(16, Math.round(more));
  const homes = stream.child('homes');
  const leases = stream.child('leases');
  const places = zipf(60 * Math.min(1_000, Math.round(more)));

  // The first parts' homes lie below, those of the parts beyond above the middle of the pool.
  const lineOf = (number: number): number => {
    if (!packed) return number < BEYOND ? number : number - BEYOND + half;
    const part = number & 31;
    if (number < BEYOND && part === 0) return number >>> 5;
    const index = (number % BEYOND) >>> 5;
    return half + ((index * 64 + part + (number < BEYOND ? 0 : 32)) & (half - 1));
  };

  // An affine permutation of the pool for each lease period: two homes never hold one address at one time, yet an
  // address that one home gave back is soon somebody else's.
  const leased = (home: Home, time: number): number => {
    const { lease } = PROVIDERS[home.provider]!;
    const random = leases.random(home.provider, Math.floor(time / DAY / lease));
    const factor = (random.int(1 << 20) << 1) | 1;
    return (Math.imul(lineOf(home.number), factor) + random.int(1 << 30)) & ((1 << poolBits) - 1);
  };

  return {
    home: (number) => {
      const random = homes.random(number);
      const provider = random.weighted(PROVIDER_SHARES);
      const { country, ipv6 } = PROVIDERS[provider]!;
      return { number, provider, country, ipv6: random.chance(ipv6) };
    },
    homeAddress: (home, time, device, random) => {
      const line = leased(home, time);
      if (!home.ipv6 || random.chance(0.5))
        return ipv4(RESIDENTIAL + home.provider * Math.max(0x40_0000, 2 * half) + line);
      // A /56 of a /48 for each line; the router hands out short interface ids anew each day (DHCPv6).
      const interfaceId = leases.random(home.number, device, Math.floor(time / DAY)).between(0x100, 0xffff);
      return ipv6(home.provider, line >>> 8, (line & 0xff) << 8, interfaceId);
    },
    mobileAddress: (country, region, random) => {
      const nation = PROVIDERS.findIndex((provider) => provider.country === country);
      return ipv4(MOBILE + nation * 0x1_0000 + (region % mobileRegions) * 256 + 16 + random.int(8));
    },
    publicPlace: (random) => ipv4(PUBLIC_PLACES + random.weighted(places) * 256 + 1),
    vpnExit: (random) => ipv4(CLOUD + 0x80_0000 + random.int(3) * 0x400 + random.int(vpnExits)),
    vpnCityExit: (provider, city, random) =>
      ipv4(CLOUD + 0x80_0000 + provider * 0x400 + ((city * 4 + random.int(4)) % vpnExits)),
    cloudServer: (number) => ipv4(CLOUD + (number & 0x3f_ffff)),
    platformEgress: (random) => ipv4(CLOUD + 0x40_0000 + random.int(2) * 256 + random.int(egresses)),
    organisation: (number, host) =>
      number === 0
        ? ipv4(0xcb00_7100 + (host & 0xff)) // 203.0.113.0/24
        : number === 1
          ? ipv4(0xc633_6400 + (host & 0xff)) // 198.51.100.0/24
          : number < MORE_BUSINESSES
            ? ipv4(BUSINESS + (number & 0x1ff) * 256 + (host & 0xff))
            : ipv4(CAMPUS + ((number - MORE_BUSINESSES) & 0xffff) * 256 + (host & 0xff)),
    carrier: (number, addresses, random) => {
      const host = random.int(addresses);
      return ipv4(MOBILE + 0x10_0000 + number * 1024 + (host & 3) * 256 + 32 + (host >> 2));
    },
  };
};

const ipv4 = (address: number): string =>
  `${(address >>> 24) & 255}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;

const ipv6 = (provider: number, group3: number, group4: number, interfaceId: number): string =>
  `${[IPV6_BASE, 0x100 + provider, group3, group4].map((group) => group.toString(16)).join(':')}::${interfaceId.toString(16)}`;

/** Hours from UTC of a home, by country; one for each home. */
export const utcOffset = (country: Country, random: Random): number => random.pick(OFFSETS[country]);

const OFFSETS: Record<Country, readonly number[]> = {
  US: [-8, -7, -6, -6, -5, -5],
  GB: [0],
  DE: [1],
  FR: [1],
  IN: [5.5],
  BR: [-3],
};
