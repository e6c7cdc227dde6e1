import { rfc3339, rfc3339OrNull } from '../fields.ts';
import type { AccountDetail, AccountSignalList, SignalAccountList } from './schema.ts';
import type { AccountFactsRow, AccountRow, AccountSignalRow, SignalAccountRow } from './store.ts';

/** The facts of an account that lists show. */
export const factsOf = ({ id, createdAt, requests, status }: AccountFactsRow) => ({
  id,
  createdAt: rfc3339OrNull(createdAt),
  requests: requests ?? 0,
  status: status ?? 'active',
});

export const accountOf = (row: AccountRow): Omit<AccountDetail, 'signalCounts' | 'signals'> => ({
  ...factsOf(row),
  firstSeen: rfc3339OrNull(row.firstSeen),
  lastSeen: rfc3339OrNull(row.lastSeen),
  events: row.events ?? 0,
  tokensIn: row.tokensIn ?? 0,
  tokensOut: row.tokensOut ?? 0,
  toolCalls: row.toolCalls ?? 0,
  streamed: row.streamed ?? 0,
  hourOfWeek: row.hourOfWeek ?? [],
  capabilities: requestsBy(row.capabilityNames, row.capabilityCounts),
  models: requestsBy(row.modelNames, row.modelCounts),
  clients: requestsBy(row.clientNames, row.clientCounts),
  attributes: Object.fromEntries(row.attributes.map(({ name, value }) => [name, value])),
  ring: row.ring,
});

/** The graph keeps names and counts as parallel lists. */
const requestsBy = (names: readonly string[] | null, counts: readonly number[] | null) =>
  (names ?? []).map((name, i) => ({ name, requests: counts?.[i] ?? 0 }));

export const accountSignalOf = (row: AccountSignalRow): AccountSignalList['signals'][number] => ({
  ...row,
  first: rfc3339(row.first),
  last: rfc3339(row.last),
});

export const signalAccountOf = (row: SignalAccountRow): SignalAccountList['accounts'][number] => ({
  ...factsOf(row),
  first: rfc3339(row.first),
  last: rfc3339(row.last),
  count: row.count,
});
