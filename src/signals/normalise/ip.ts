import ipaddr from 'ipaddr.js';
import { type NormalisedValue, SignalError } from '../types.ts';

// Ranges that never are the far end of a connection.
const IMPOSSIBLE = new Set(['unspecified', 'broadcast', 'multicast']);
const PRIVATE: Readonly<Record<string, string>> = {
  private: 'private',
  uniqueLocal: 'private',
  loopback: 'loopback',
  linkLocal: 'link-local',
  carrierGradeNat: 'carrier NAT',
};

/**
 * An IP address. IPv4 stays whole; IPv6 becomes its /64, which is what one subscriber gets and moves about in. Addresses
 * that only carry an IPv4 (mapped, translated, NAT64, Teredo) become that IPv4: else one /64 would hold the whole
 * Internet. `prefix` is the /24 or /48 around it.
 */
export const normaliseIp = (raw: string): NormalisedValue => {
  const text = raw.trim();
  if (text.length > 64) throw new SignalError('is longer than an IP address can be');
  const octets = fourOctets(text);
  if (octets !== null) return ofIpv4(new ipaddr.IPv4(octets));
  if (text.includes('%')) throw new SignalError('has a zone id (%); send the address alone');
  if (text.startsWith('[') || /^[\d.]+:\d+$/.test(text)) {
    throw new SignalError('has brackets or a port; send the address alone');
  }
  const address = text.endsWith('::/64') ? text.slice(0, -3) : text;
  if (address.includes('/')) throw new SignalError('is a range; send one address');
  if (!address.includes(':') || !ipaddr.IPv6.isValid(address)) throw new SignalError('is not an IP address');
  const ipv6 = ipaddr.IPv6.parse(address);
  const inner = carriedIpv4(ipv6);
  return inner === null ? ofIpv6(ipv6) : ofIpv4(inner);
};

const FOUR_PART_DECIMAL = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/** `ipaddr.js` would parse it three times over, and this runs on every event. */
const fourOctets = (text: string): number[] | null => {
  const found = FOUR_PART_DECIMAL.exec(text);
  if (found === null) return null;
  const octets = [Number(found[1]), Number(found[2]), Number(found[3]), Number(found[4])];
  return octets.every((octet) => octet <= 255) ? octets : null;
};

const ofIpv4 = (address: ipaddr.IPv4): NormalisedValue => {
  const range = possibleRange(address);
  const value = address.toString();
  const [a, b, c] = address.octets;
  return { value, hint: captioned(value, range), prefix: `${a}.${b}.${c}.0/24` };
};

const ofIpv6 = (address: ipaddr.IPv6): NormalisedValue => {
  const range = possibleRange(address);
  const subnet = network(address, 4);
  if (subnet === '::') throw notAHost(); // ::/96 once carried IPv4, and is assigned to nobody now.
  const value = `${subnet}/64`;
  return { value, hint: captioned(value, range), prefix: `${network(address, 3)}/48` };
};

const possibleRange = (address: ipaddr.IPv4 | ipaddr.IPv6): string => {
  const range = address.range();
  if (IMPOSSIBLE.has(range)) throw notAHost();
  return range;
};

const notAHost = (): SignalError =>
  new SignalError('is not the address of a host (unspecified, broadcast or multicast)');

const captioned = (value: string, range: string): string => {
  const note = PRIVATE[range];
  return note === undefined ? value : `${value} (${note})`;
};

/** The first `groups` 16-bit groups, the rest zero, always written with a closing `::`. */
const network = (address: ipaddr.IPv6, groups: number): string => {
  const kept = address.parts.slice(0, groups);
  while (kept.length > 0 && kept[kept.length - 1] === 0) kept.pop();
  return `${kept.map((part) => part.toString(16)).join(':')}::`;
};

const carriedIpv4 = (address: ipaddr.IPv6): ipaddr.IPv4 | null => {
  const high = address.parts[6]!;
  const low = address.parts[7]!;
  const embedded = (flip: number) => new ipaddr.IPv4([high >> 8, high & 255, low >> 8, low & 255].map((o) => o ^ flip));
  switch (address.range()) {
    case 'ipv4Mapped':
    case 'rfc6052':
    case 'rfc6145':
      return embedded(0);
    case 'teredo': // RFC 4380 §4: the client's address with every bit flipped.
      return embedded(255);
    case 'loopback':
      return new ipaddr.IPv4([127, 0, 0, 1]);
    default:
      return null;
  }
};
