import ipaddr from 'ipaddr.js';

/** `public`: anybody's internet. `named`: within a range that the configuration names. `refused`: neither. */
export type Reach = 'public' | 'named' | 'refused';

/** Where an address is, judged by what it is and not by how it is written. */
export type AddressRule = (address: string) => Reach;

/**
 * Which addresses a request may go to. Only global unicast is `public`: not loopback, private, link-local (the metadata services of clouds),
 * CGNAT, unique-local, multicast, documentation or reserved ranges, nor those that carry an IPv4 address inside (6to4, Teredo, NAT64), behind
 * which any of the former may be. An IPv4 address that is mapped into IPv6 is judged as the IPv4 address that it is.
 */
export const addressRule = (ranges: readonly string[]): AddressRule => {
  const named = ranges.map((text): [ipaddr.IPv4 | ipaddr.IPv6, number] => {
    if (ipaddr.isValidCIDR(text)) return ipaddr.parseCIDR(text);
    const address = ipaddr.parse(text);
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  });
  return (text) => {
    if (!ipaddr.isValid(text)) return 'refused';
    const address = ipaddr.process(text);
    if (named.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))) return 'named';
    if (address.range() !== 'unicast') return 'refused';
    // Of IPv6 only 2000::/3 is given out as global unicast.
    return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6, 3) ? 'public' : 'refused';
  };
};

const GLOBAL_IPV6 = ipaddr.IPv6.parse('2000::');

/**
 * Why a receiver cannot have this URL, or null. The hostname of a parsed URL is in its canonical form, so that `http://0x7f.1/` and
 * `http://2130706433/` are 127.0.0.1 here. What a name leads to is judged when it is connected to.
 */
export const urlFault = (text: string, rule: AddressRule): string | null => {
  const url = URL.parse(text);
  if (url === null) return 'is not a URL';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or a password';
  if (url.hash !== '') return 'must not have a fragment';
  const reach = literalReach(url.hostname, rule);
  if (reach === 'refused') return 'leads to an address that is not public; deliveries.allowPrivate can name its range';
  if (reach === 'public' && url.protocol === 'http:') return PLAIN;
  if (reach === 'public' && !portAllowed(url)) return PORT;
  return null;
};

const PLAIN = 'must begin with https://, unless its address is in a range of deliveries.allowPrivate';
const PORT = 'has a port of another service: 443, or one from 1024 on, is what a receiver listens on';

/** Null for a name. */
export const literalReach = (hostname: string, rule: AddressRule): Reach | null => {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return ipaddr.isValid(bare) ? rule(bare) : null;
};

/** No mail server or SSH is to be spoken to in the open internet. */
export const portAllowed = ({ port, protocol }: Pick<URL, 'port' | 'protocol'>): boolean => {
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  return number === 443 || number >= 1024;
};
