/**
 * Addresses as numbers: IPv4 as 32 bits, IPv6 as the upper 64 bits in two halves, because the door keeps an IPv6 address as its
 * /64 (src/signals/normalise/ip.ts).
 */
export interface AddressRange {
  readonly family: 4 | 6;
  /** First address: all of an IPv4 address, or bits 0–31 of an IPv6 one; unsigned. */
  readonly high: number;
  /** Bits 32–63 of an IPv6 address; 0 for IPv4. */
  readonly low: number;
  /** 0–32, or 0–64: a range inside one /64 counts for that /64. */
  readonly length: number;
}

/** Bits below a prefix of this length, within 32 bits. */
export const hostMask = (length: number): number => (length >= 32 ? 0 : 0xffffffff >>> Math.max(0, length));

/** An IPv4 address in four decimal parts as an unsigned number; −1 when the text between `from` and `to` is none. */
export const parseIpv4 = (text: string, from = 0, to = text.length): number => {
  let value = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (digits === 0 || ++dots > 3) return -1;
      value = value * 256 + part;
      part = 0;
      digits = 0;
      continue;
    }
    const digit = code - 48;
    // No leading zeros: some programs read them as octal.
    if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return -1;
    part = part * 10 + digit;
    if (++digits > 3 || part > 255) return -1;
  }
  return dots === 3 && digits > 0 ? value * 256 + part : -1;
};

/** The eight 16-bit groups of an IPv6 address, or null. No zone, no brackets, no prefix length. */
export const parseIpv6 = (text: string): number[] | null => {
  if (text.length < 2 || text.length > 45) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const left = groupsOf(halves[0]!);
  const right = halves.length === 2 ? groupsOf(halves[1]!) : [];
  if (left === null || right === null) return null;
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  // The IPv4 form may only stand at the very end.
  if (halves.length === 2 && halves[0]!.includes('.')) return null;
  return [...left, ...new Array<number>(missing).fill(0), ...right];
};

const groupsOf = (text: string): number[] | null => {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && part.includes('.')) {
      const ipv4 = parseIpv4(part);
      if (ipv4 < 0) return null;
      groups.push(ipv4 >>> 16, ipv4 & 0xffff);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
};

/** Whether the groups are an IPv4-mapped address (::ffff:a.b.c.d), which means that IPv4 address. */
const isMapped = (groups: readonly number[]): boolean =>
  groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);

/** `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`: host bits are cut off. Null when it is no address and no range. */
export const parseRange = (text: string): AddressRange | null => {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const lengthText = slash < 0 ? null : text.slice(slash + 1);
  if (lengthText !== null && !/^(0|[1-9]\d{0,2})$/.test(lengthText)) return null;
  const given = lengthText === null ? null : Number(lengthText);
  const ipv4 = parseIpv4(address);
  if (ipv4 >= 0) return given !== null && given > 32 ? null : ipv4Range(ipv4, given ?? 32);
  const groups = parseIpv6(address);
  if (groups === null || (given !== null && given > 128)) return null;
  if (isMapped(groups)) {
    if (given !== null && given < 96) return null;
    return ipv4Range(groups[6]! * 0x10000 + groups[7]!, (given ?? 128) - 96);
  }
  const length = Math.min(64, given ?? 128);
  return {
    family: 6,
    high: ((groups[0]! * 0x10000 + groups[1]!) & ~hostMask(length)) >>> 0,
    low: ((groups[2]! * 0x10000 + groups[3]!) & ~hostMask(length - 32)) >>> 0,
    length,
  };
};

export const ipv4Range = (address: number, length: number): AddressRange => ({
  family: 4,
  high: (address & ~hostMask(length)) >>> 0,
  low: 0,
  length,
});

/** The fewest prefixes that cover `first` .. `last` (IPv4, inclusive); at most 62. */
export const ipv4Span = (first: number, last: number): AddressRange[] => {
  const ranges: AddressRange[] = [];
  for (let at = first; at <= last; ) {
    let length = at === 0 ? 0 : 32 - Math.min(32, trailingZeros(at));
    while (2 ** (32 - length) > last - at + 1) length++;
    ranges.push(ipv4Range(at, length));
    at += 2 ** (32 - length);
  }
  return ranges;
};

const trailingZeros = (value: number): number => 31 - Math.clz32(value & -value);

/** The range in CIDR notation. */
export const rangeText = ({ family, high, low, length }: AddressRange): string => {
  if (family === 4) return `${high >>> 24}.${(high >>> 16) & 255}.${(high >>> 8) & 255}.${high & 255}/${length}`;
  const groups = [high >>> 16, high & 0xffff, low >>> 16, low & 0xffff];
  while (groups.length > 0 && groups.at(-1) === 0) groups.pop();
  return `${groups.map((group) => group.toString(16)).join(':')}::/${length}`;
};
