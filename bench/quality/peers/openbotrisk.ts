import { unionFind } from './components.ts';
import { louvainCommunities } from './louvain.ts';
import { linksWhere, projection } from './projection.ts';
import type { Showings } from './showings.ts';

/**
 * Method 1 of openbotrisk (github.com/clearbranch/openbotrisk, identifier graph): shared identifiers weigh their type's
 * base / log2(1 + k), identifiers on more than 40 accounts are pruned, links under .8 dropped; components of up to 80 accounts
 * are clusters, larger ones are split by Louvain.
 */
const BASE: Readonly<Record<string, number>> = { payment_instrument: 3, email: 2.5, phone: 2.5, device: 2, ip: 1 };
const DEGREE_CAP = 40;
const LEAST_WEIGHT = 0.8;
const BIG_COMPONENT = 80;

/** Label by account. */
export const openbotriskLabels = (showings: Showings, seed: number): Float64Array => {
  const accounts = showings.columns.accounts.length;
  const all = projection(showings, DEGREE_CAP, (type, k) => (BASE[type] ?? 0) / Math.log2(1 + k));
  const links = linksWhere(all, (i) => all.weight[i]! >= LEAST_WEIGHT);
  const { find, join } = unionFind(accounts);
  links.a.forEach((a, i) => {
    join(a, links.b[i]!);
  });
  const sizes = new Uint32Array(accounts);
  for (let a = 0; a < accounts; a++) sizes[find(a)]!++;
  const big = (a: number): boolean => sizes[find(a)]! > BIG_COMPONENT;

  const split = new Map<number, number[]>();
  links.a.forEach((a, i) => {
    if (!big(a)) return;
    const component = split.get(find(a));
    if (component === undefined) split.set(find(a), [i]);
    else component.push(i);
  });
  const labels = Float64Array.from({ length: accounts }, (_, a) => find(a));
  let next = accounts;
  for (const component of split.values()) {
    const of = (column: Uint32Array): Uint32Array => Uint32Array.from(component, (i) => column[i]!);
    const weight = Float64Array.from(component, (i) => links.weight[i]!);
    const parts = louvainCommunities({ a: of(links.a), b: of(links.b), weight }, seed);
    for (const [account, part] of parts) labels[account] = next + part;
    next += parts.size;
  }
  return labels;
};
