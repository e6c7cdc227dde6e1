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

/** Detection runs when so much of all campaigns' requests has been served: finely at first, where it matters. */
const LOOKS = [0.01, 0.02, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7];

/** Requests that each campaign is served. */
export const servedRequests = (truth: Truth) => {
  const served = new Map<string, number>();
  let all = 0;
  return {
    served: (campaign: string): number => served.get(campaign) ?? 0,
    all: (): number => all,
    add({ account, usage }: SimulatedEvent): void {
      const campaign = usage === undefined ? null : (truth.get(account)?.campaign ?? null);
      if (usage === undefined || campaign === null) return;
      served.set(campaign, (served.get(campaign) ?? 0) + usage.requests);
      all += usage.requests;
    },
  };
};

type Served = ReturnType<typeof servedRequests>;

/**
 * Plays the events again and runs detection on what has come in by then, until every campaign has been seen by half. The
 * answer is as coarse as the looks: seen at a look means before it. `total` holds what each campaign gets in the end.
 */
export const surfacing = (
  events: Iterable<SimulatedEvent>,
  truth: Truth,
  total: Served,
  find: (columns: ObservationColumns) => readonly Ring[],
): Readonly<Record<string, Surfaced>> => {
  const campaigns = [...new Set([...truth.values()].flatMap(({ campaign }) => (campaign === null ? [] : [campaign])))];
  const surfaced = new Map(campaigns.map((name) => [name, { first: 1, half: 1 }]));
  const columns = simulatedColumns();
  const now = servedRequests(truth);
  let look = 0;
  for (const event of events) {
    columns.add(event);
    now.add(event);
    if (look === LOOKS.length || now.all() < LOOKS[look]! * total.all()) continue;
    while (look < LOOKS.length && now.all() >= LOOKS[look]! * total.all()) look++;
    const today = columns.build();
    const seen = seenOf(find(today), truth, today.accounts);
    for (const [campaign, { shown, half }] of seen) {
      const before = surfaced.get(campaign)!;
      const part = now.served(campaign) / total.served(campaign);
      surfaced.set(campaign, {
        first: shown ? Math.min(before.first, part) : before.first,
        half: half ? Math.min(before.half, part) : before.half,
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
