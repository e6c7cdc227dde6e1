import { type AddressRange, ipv4Span, parseIpv4, parseRange } from './address.ts';

export type ListKind = 'cidr' | 'asn';

/** What a list's text holds. */
export interface ListEntries {
  readonly ranges: readonly AddressRange[];
  /** Numbers of autonomous systems, unique. */
  readonly asns: readonly number[];
  /** Lines that could not be read, the first ones by number and reason; the text of a line is never repeated. */
  readonly broken: number;
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
}

/** Broken lines told by number. */
const MAX_PROBLEMS = 10;

/**
 * One entry a line: `203.0.113.0/24`, `2001:db8::/32`, a single address, `203.0.113.0-203.0.113.255`, or `AS64500`. Behind the
 * entry may stand a comma, a tab or a blank and anything else; `#`, `;` and `//` begin a comment. Without `kind` each line
 * says itself what it is; a bare number is an ASN in a list of kind `asn` only.
 */
export const parseList = (text: string, kind?: ListKind): ListEntries => {
  const ranges: AddressRange[] = [];
  const asns = new Set<number>();
  const problems: { line: number; reason: string }[] = [];
  let broken = 0;
  let line = 0;
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length; ) {
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    line++;
    const reason = entryOf(text.slice(at, end), kind, ranges, asns);
    at = end + 1;
    if (reason === null) continue;
    broken++;
    if (problems.length < MAX_PROBLEMS) problems.push({ line, reason });
  }
  return { ranges, asns: [...asns], broken, problems };
};

const SPAN = /^([\d.]+)\s*-\s*([\d.]+)(?:[\s,]|$)/;
const MAX_ASN = 0xffffffff;

/** Adds the entry of a line; null, or what is wrong with it. */
const entryOf = (raw: string, kind: ListKind | undefined, ranges: AddressRange[], asns: Set<number>): string | null => {
  const text = raw.replace(/(?:#|;|\/\/)[\s\S]*$/, '').trim();
  if (text === '') return null;
  const token = text.split(/[\s,]/, 1)[0]!.replace(/^["']|["']$/g, '');
  const asn = /^(?:AS)?(\d{1,10})$/i.exec(token);
  if (asn !== null && (kind === 'asn' || /^as/i.test(token))) {
    if (kind === 'cidr') return 'is an ASN in a list of kind cidr';
    const number = Number(asn[1]);
    if (number === 0 || number > MAX_ASN) return 'is no ASN (1–4294967295)';
    asns.add(number);
    return null;
  }
  if (asn !== null) return 'is a bare number; say AS before it, or give the list the kind asn';
  const span = SPAN.exec(text);
  if (kind === 'asn') return span !== null || parseRange(token) !== null ? 'is a range in a list of kind asn' : NEITHER;
  if (span !== null) {
    const [first, last] = [parseIpv4(span[1]!), parseIpv4(span[2]!)];
    if (first < 0 || last < 0 || first > last) return 'is no range of addresses from first to last';
    if (first === 0 && last === 0xffffffff) return EVERYTHING;
    ranges.push(...ipv4Span(first, last));
    return null;
  }
  const range = parseRange(token);
  if (range === null) return NEITHER;
  if (range.length === 0) return EVERYTHING;
  ranges.push(range);
  return null;
};

const NEITHER = 'is neither a range of addresses nor an ASN';
const EVERYTHING = 'is the whole address space';
