import type { EngineConfig } from '../config.ts';
import { alone, type Crew } from '../crew.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { hubGroups } from '../links/blocks.ts';
import { type LinkGraph, linkGraph } from '../links/link-graph.ts';
import { type Planned, planLinks, releasePlan } from '../links/link-plan.ts';
import { circulants, eachMet } from '../links/link-range.ts';
import { joinedFound, type Links, rangesOf, sum } from '../links/links.ts';
import { reachOf } from '../links/potentials.ts';
import { bitSet, bitsIn } from '../support/bit-set.ts';
import { placesWhere } from '../support/places.ts';
import type { Hubs } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';
import type { Numbers } from './carried.ts';
import { type MergedLinks, mergedLinks } from './merged-links.ts';
import { partnerLinks } from './partner-links.ts';
import { type Gained, type Partners, partnersOf } from './partners.ts';

/**
 * Weighs the pairs that may be worth something else, and takes all other links over. Planned are only the accounts whose pairs are
 * weighed and those that they share anything with.
 */
export const relink = (
  before: LinkGraph,
  numbers: Numbers,
  which: Uint8Array,
  gained: Gained,
  [index, hubs, weights, config]: readonly [ObservationIndex, Hubs, Weights, EngineConfig],
  crew: Crew = alone(),
): { readonly links: Links } & Pick<MergedLinks, 'changed' | 'touched'> => {
  const { staleShare } = config.increments;
  const partners = partnersOf(gained, index, weights, staleShare * weights.threshold, config.maxPartners);
  const plan = planLinks(index, hubs, weights, config, crew, meeting(which, partners, [index, hubs, weights, config]));
  const isAll = (a: number): boolean => which[a] === 2;
  const among = crew.uint8(plan.nodes);
  for (let v = 0; v < plan.nodes; v++) among[v] = Number(isAll(plan.accountOf[v]!));
  const all = crew.each('links', { plan, among }, rangesOf(plan, among));
  const some = partnerLinks(plan, partners, isAll, { before, ...numbers }, crew);
  const counters = {
    planned: plan.nodes,
    weighed: sum(all, ({ weighed }) => weighed) + some.weighed,
    capped: sum(all, ({ capped }) => capped),
  };
  releasePlan(plan, crew);
  crew.release(among);
  const { a, b, bits, stands } = joinedFound([...all, some]);
  const fresh = linkGraph(index.accountIds.length, a, b, bits, stands);
  const { graph, changed, touched, kept } = mergedLinks(before, numbers, which, fresh);
  let again = partners.size;
  for (let account = 0; account < which.length; account++) if (isAll(account)) again++;
  return { links: { graph, counters: { ...counters, again, kept, links: graph.links } }, changed, touched };
};

/** Accounts whose pairs are weighed, their partners, whoever shows a signal of one of `which` 2, and whom these meet in their groups. */
const meeting = (
  which: Uint8Array,
  partners: Partners,
  [index, hubs, weights, config]: readonly [ObservationIndex, Hubs, Weights, EngineConfig],
): Planned => {
  const reach = reachOf(index, hubs, weights);
  const takesPart = new Uint8Array(index.accountIds.length);
  for (const [a, its] of partners) for (const b of [a, ...its]) takesPart[b] = 1;
  const again = placesWhere(which, (kind, a) => kind === 2 && reach.isReachable(a));
  const seen = bitSet(index.signalKeys.length);
  const several = bitsIn(index.several);
  for (const a of again) {
    takesPart[a] = 1;
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      const s = index.rowSignal[row]!;
      if (!several.has(s) || seen.has(s) || hubs.rankOf(s) >= 0 || !(weights.bits[s]! > 0)) continue;
      seen.add(s);
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
  const groups = hubGroups(index, hubs, weights, reach.isReachable, config, again.filter(isByHubs));
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
  const among = new Uint8Array(which.length);
  for (const a of again) among[a] = 1;
  for (const a of partners.keys()) among[a] = 1;
  return { reach, accounts, groups, among };
};
