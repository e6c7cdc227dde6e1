import type { ObservationColumns, Ring } from '../../src/engine/index.ts';
import type { SimulatedEvent } from '../../src/simulate/index.ts';
import { simulatedColumns } from '../support/simulated-columns.ts';
import type { Truth } from './metrics/truth.ts';

/** Requests served to a campaign before it was seen, as shares of all that it gets; 1: not seen before the end. */
export interface Surfaced {
  /** Before a ring was reported most of which is this campaign's. */
  readonly first: number;
  /** Before half of its accounts of that time were in rings. */
  readonly half: number;
}

/** Detection runs when so much of a campaign's requests has been served: finely at first, where it matters. */
const LOOKS = [0.01, 0.02, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7];

/** Requests that each campaign is served. */
export const servedRequests = (truth: Truth) => {
  const served = new Map<string, number>();
  return {
    served: (campaign: string): number => served.get(campaign) ?? 0,
    /** Returns the campaign that the requests were served to; null where it was none. */
    add({ account, usage }: SimulatedEvent): string | null {
      const campaign = usage === undefined ? null : (truth.get(account)?.campaign ?? null);
      if (usage === undefined || campaign === null) return null;
      served.set(campaign, (served.get(campaign) ?? 0) + usage.requests);
      return campaign;
    },
  };
};

type Served = ReturnType<typeof servedRequests>;

/**
 * Plays the events again and runs detection on what has come in by then, whenever a campaign that has not been seen by half
 * reaches the next look, until all have been. The answer is as coarse as the looks: seen at a look means before it.
 * `total` holds what each campaign gets in the end.
 */
export const surfacing = (
  events: Iterable<SimulatedEvent>,
  truth: Truth,
  total: Served,
  find: (columns: ObservationColumns) => readonly Ring[],
): Readonly<Record<string, Surfaced>> => {
  const campaigns = [...new Set([...truth.values()].flatMap(({ campaign }) => (campaign === null ? [] : [campaign])))];
  const surfaced = new Map(campaigns.map((name): [string, Surfaced] => [name, { first: 1, half: 1 }]));
  if (campaigns.length === 0) return {};
  const looks = new Map(campaigns.map((name) => [name, 0]));
  const columns = simulatedColumns();
  const now = servedRequests(truth);
  const part = (campaign: string): number => now.served(campaign) / total.served(campaign);
  for (const event of events) {
    columns.add(event);
    const campaign = now.add(event);
    if (campaign === null || surfaced.get(campaign)!.half < 1) continue;
    const look = looks.get(campaign)!;
    if (look === LOOKS.length || part(campaign) < LOOKS[look]!) continue;
    looks.set(campaign, LOOKS.findLastIndex((share) => part(campaign) >= share) + 1);
    const today = columns.build();
    for (const [name, { shown, half }] of seenOf(find(today), truth, today.accounts)) {
      const before = surfaced.get(name)!;
      surfaced.set(name, {
        first: shown ? Math.min(before.first, part(name)) : before.first,
        half: half ? Math.min(before.half, part(name)) : before.half,
      });
    }
    if ([...surfaced.values()].every(({ first, half }) => first < 1 && half < 1)) break;
  }
  return Object.fromEntries(surfaced);
};

/** What some rings show of each campaign that has accounts by now. */
export const seenOf = (rings: readonly Ring[], truth: Truth, accounts: readonly string[]) => {
  const here = new Map<string, number>();
  const campaignOf = (account: string): string | null => truth.get(account)?.campaign ?? null;
  for (const account of accounts) {
    const campaign = campaignOf(account);
    if (campaign !== null) here.set(campaign, (here.get(campaign) ?? 0) + 1);
  }
  const flagged = new Map<string, number>();
  const shown = new Set<string>();
  for (const { members } of rings) {
    const inside = new Map<string, number>();
    for (const { account } of members) {
      const campaign = campaignOf(account);
      if (campaign !== null) inside.set(campaign, (inside.get(campaign) ?? 0) + 1);
    }
    for (const [campaign, count] of inside) {
      flagged.set(campaign, (flagged.get(campaign) ?? 0) + count);
      if (2 * count > members.length) shown.add(campaign);
    }
  }
  return new Map(
    [...here].map(([campaign, size]) => [
      campaign,
      { shown: shown.has(campaign), half: 2 * (flagged.get(campaign) ?? 0) >= size },
    ]),
  );
};
