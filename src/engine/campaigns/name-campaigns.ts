import type { ObservationIndex } from '../input/observation-index.ts';
import type { Campaign, PreviousRing, Ring } from '../result.ts';
import { plural, spoken } from '../rings/summary.ts';
import { stableId } from '../support/stable-id.ts';
import { byText } from '../support/text-order.ts';
import type { FoundCampaign } from './campaigns.ts';

/** Signals kept of a campaign, those of most rings first; and types named in its sentence. */
const KEPT_SIGNALS = 200;
const NAMED_TYPES = 4;

/**
 * Campaigns for people, by the ids of their rings. `ringOf` gives the named ring of an index that `findCampaigns` was given, `membersOf` its
 * accounts. A campaign goes on under its id when it has more accounts in common with that campaign of the last run than any other has.
 */
export const nameCampaigns = (
  found: readonly FoundCampaign[],
  ringOf: (ring: number) => Ring,
  membersOf: (ring: number) => Uint32Array,
  previous: readonly PreviousRing[],
  index: ObservationIndex,
): readonly Campaign[] => {
  const rings = found.map((campaign) =>
    campaign.rings.map(ringOf).sort((x, y) => y.members.length - x.members.length || byText(x.id, y.id)),
  );
  const ids = idsOf(rings, previous);
  const ringAt = new Int32Array(index.accountIds.length).fill(-1);
  return found
    .map((campaign, c): Campaign => {
      const members = campaign.rings.map(membersOf);
      const { evidence, others } = evidenceOf(campaign.signals, members, index, ringAt);
      const accounts = members.reduce((sum, its) => sum + its.length, 0);
      return {
        id: ids[c]!,
        rings: rings[c]!.map(({ id }) => id),
        accounts,
        score: rounded(rings[c]!.reduce((sum, ring) => sum + ring.score * ring.members.length, 0) / accounts),
        bits: rounded(campaign.bits),
        firstSeen: Math.min(...rings[c]!.map(({ firstSeen }) => firstSeen)),
        lastSeen: Math.max(...rings[c]!.map(({ lastSeen }) => lastSeen)),
        requests: rings[c]!.reduce((sum, { requests }) => sum + requests, 0),
        evidence: evidence.slice(0, KEPT_SIGNALS),
        summary: summaryOf(rings[c]!.length, accounts, evidence, others),
      };
    })
    .sort((x, y) => y.accounts - x.accounts || byText(x.id, y.id));
};

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/**
 * Each signal with the rings that have it and the accounts on it, and how many accounts outside the campaign show any of them. `ringAt` is
 * scratch, by account, all −1.
 */
const evidenceOf = (
  signals: Uint32Array,
  rings: readonly Uint32Array[],
  index: ObservationIndex,
  ringAt: Int32Array,
) => {
  rings.forEach((members, r) => {
    for (const account of members) ringAt[account] = r;
  });
  const others = new Set<number>();
  // By ring, 1 + the place of the signal that was last seen in it.
  const seen = new Uint32Array(rings.length);
  const evidence = Array.from(signals, (signal, place) => {
    let on = 0;
    let members = 0;
    const [from, to] = [index.signalStart[signal]!, index.signalStart[signal + 1]!];
    for (let i = from; i < to; i++) {
      const account = index.rowAccount[index.signalRow[i]!]!;
      const ring = ringAt[account]!;
      if (ring === -1) others.add(account);
      else {
        members++;
        if (seen[ring] !== place + 1) on++;
        seen[ring] = place + 1;
      }
    }
    const type = index.types[index.signalType[signal]!]!.name;
    return { signal: index.signalKeys[signal]!, type, rings: on, members, accounts: to - from };
  }).sort((x, y) => y.rings - x.rings || y.members - x.members || byText(x.signal, y.signal));
  for (const members of rings) for (const account of members) ringAt[account] = -1;
  return { evidence, others: others.size };
};

/** "17 rings with 8,848 accounts share 66 prompts and 3 devices, which 41 other accounts show too". */
const summaryOf = (rings: number, accounts: number, evidence: Campaign['evidence'], others: number): string => {
  const counts = new Map<string, number>();
  for (const { type } of evidence) counts.set(type, (counts.get(type) ?? 0) + 1);
  const named = [...counts]
    .sort((x, y) => y[1] - x[1] || byText(x[0], y[0]))
    .slice(0, NAMED_TYPES)
    .map(([type, count]) => plural(count, spoken(type)));
  const list = named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
  const rest =
    others === 0
      ? 'which nobody else shows'
      : `which ${plural(others, 'other account')} ${others === 1 ? 'shows' : 'show'} too`;
  return `${rings} rings with ${accounts} accounts share ${list}, ${rest}`;
};

/** `camp_` + 12 characters, kept by overlap: pairs of old and new by falling number of shared accounts, one to one. */
const idsOf = (rings: readonly (readonly Ring[])[], previous: readonly PreviousRing[]): readonly string[] => {
  const before = new Map<string, string>();
  for (const { campaign, accounts } of previous)
    if (campaign !== undefined) for (const account of accounts) before.set(account, campaign);
  const overlaps = rings.flatMap((its, c) => {
    const shared = new Map<string, number>();
    for (const { members } of its)
      for (const { account } of members) {
        const id = before.get(account);
        if (id !== undefined) shared.set(id, (shared.get(id) ?? 0) + 1);
      }
    return [...shared].map(([id, count]) => ({ c, id, count }));
  });
  const keys = rings.map((its) =>
    its
      .map(({ id }) => id)
      .sort(byText)
      .join('\n'),
  );
  overlaps.sort((x, y) => y.count - x.count || byText(x.id, y.id) || byText(keys[x.c]!, keys[y.c]!));
  const taken = new Set(before.values());
  const ids = new Map<number, string>();
  const goesOn = new Set<string>();
  for (const { c, id } of overlaps) {
    if (ids.has(c) || goesOn.has(id)) continue;
    goesOn.add(id);
    ids.set(c, id);
  }
  return keys.map((key, c) => {
    const id = ids.get(c) ?? stableId('camp_', key, taken);
    taken.add(id);
    return id;
  });
};
