import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { hubGroups } from '../links/blocks.ts';
import { type LinkGraph, linkGraph } from '../links/link-graph.ts';
import { type Planned, planLinks } from '../links/link-plan.ts';
import { circulants, eachMet, linkRange, linkScratch } from '../links/link-range.ts';
import type { Links } from '../links/links.ts';
import { reachOf } from '../links/potentials.ts';
import { ownArrays } from '../support/arrays.ts';
import { placesWhere } from '../support/places.ts';
import type { Hubs } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';
import { type MergedLinks, mergedLinks, type Numbers } from './merged-links.ts';
import { type Partners, partnersOf } from './partners.ts';
import type { Staleness } from './staleness.ts';

/**
 * Weighs the pairs that may be worth something else, and takes all other links over. Planned are only the accounts whose pairs are
 * weighed and those that they share anything with.
 */
export const relink = (
  before: LinkGraph,
  numbers: Numbers,
  which: Uint8Array,
  by: Staleness['by'],
  [index, hubs, weights, config]: readonly [ObservationIndex, Hubs, Weights, EngineConfig],
): { readonly links: Links } & Pick<MergedLinks, 'changed' | 'touched'> => {
  const partners = partnersOf(which, by, index, weights, config.increments.staleShare * weights.threshold);
  const among = which.map((kind, a) => Number(kind === 2 || partners.has(a)));
  const planned = meeting(among, which, partners, [index, hubs, weights, config]);
  const plan = planLinks(index, hubs, weights, config, ownArrays, planned);
  const found = linkRange(
    plan,
    0,
    plan.nodes,
    linkScratch(plan),
    new Uint8Array(plan.nodes).map((_, v) => among[plan.accountOf[v]!]!),
    (v, w) => {
      const [a, b] = [plan.accountOf[v]!, plan.accountOf[w]!];
      return which[a] === 2 || which[b] === 2 || partners.get(a)?.has(b) === true || partners.get(b)?.has(a) === true;
    },
  );
  const fresh = linkGraph(index.accountIds.length, found.a, found.b, found.bits, found.stands);
  const { graph, changed, touched, kept } = mergedLinks(before, numbers, which, fresh);
  const counters = {
    planned: plan.nodes,
    again: among.reduce((sum, one) => sum + one, 0),
    weighed: found.weighed,
    capped: found.capped,
    kept,
    links: graph.links,
  };
  return { links: { graph, counters }, changed, touched };
};

/** Accounts among those, their partners, whoever shows a signal of one of `which` 2, and whom they meet in the groups that they are in. */
const meeting = (
  among: Uint8Array,
  which: Uint8Array,
  partners: Partners,
  [index, hubs, weights, config]: readonly [ObservationIndex, Hubs, Weights, EngineConfig],
): Planned => {
  const reach = reachOf(index, hubs, weights);
  const takesPart = new Uint8Array(index.accountIds.length);
  const again = placesWhere(among, (one, a) => one === 1 && reach.isReachable(a));
  const seen = new Uint8Array(index.signalKeys.length);
  for (const a of again) {
    takesPart[a] = 1;
    for (const b of partners.get(a) ?? []) takesPart[b] = 1;
    if (which[a] !== 2) continue;
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      const s = index.rowSignal[row]!;
      if (seen[s] === 1 || hubs.rankOf[s] !== 0 || !(weights.bits[s]! > 0)) continue;
      seen[s] = 1;
      for (let i = index.signalStart[s]!; i < index.signalStart[s + 1]!; i++)
        takesPart[index.rowAccount[index.signalRow[i]!]!] = 1;
    }
  }
  // By hubs alone nobody is linked whose hubs together are not worth a link; and whom it shares other signals with is met by these.
  const byHubs = new Int8Array(index.accountIds.length); // 0: not known yet
  const isByHubs = (a: number): boolean => {
    if (byHubs[a] === 0) byHubs[a] = reach.isReachable(a) && reach.hubBits(a) >= weights.threshold ? 1 : -1;
    return byHubs[a] === 1;
  };
  const asking = {
    accounts: again.filter(isByHubs),
    // Whom it shares any other signal with it is weighed with in any case.
    others: (a: number) =>
      which[a] === 2 ? undefined : [...(partners.get(a) ?? [])].filter((b) => reach.areLinkedByHubs(a, b)),
  };
  const groups = hubGroups(index, hubs, weights, reach.isReachable, config, asking);
  const offsetsOf = circulants(config);
  for (let g = 0; g + 1 < groups.start.length; g++) {
    const [first, size] = [groups.start[g]!, groups.start[g + 1]! - groups.start[g]!];
    for (let place = first; place < first + size; place++) {
      const a = groups.member[place]!;
      if (which[a] !== 2 || !isByHubs(a)) continue;
      eachMet(first, size, place, config.hubDegree, offsetsOf, (met) => {
        if (isByHubs(groups.member[met]!)) takesPart[groups.member[met]!] = 1;
      });
    }
  }
  const accounts = placesWhere(takesPart, (one, a) => one === 1 && reach.isReachable(a));
  return { reach, accounts, groups, among };
};
