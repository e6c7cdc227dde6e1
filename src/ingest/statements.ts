import type { CypherQuery } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import {
  type AccountRow,
  type GraphRows,
  MAX_WINDOWS,
  type ObservationRow,
  type SignalRegistry,
  type SignalRow,
} from '../signals/index.ts';

/** A query with its rows, to be run in a transaction. One that returns `written` tells how many rows found what they need. */
export type Statement = readonly [CypherQuery, { readonly rows: readonly object[]; readonly [name: string]: unknown }];

/** What other rooms know of signals, as writes that go with those of the signals themselves, which are in the graph by then. */
export interface SignalNotes {
  /** Of addresses: their networks. `cidr` is the prefix that the address `key` lies in. */
  addresses(addresses: readonly { readonly key: string; readonly cidr: string }[]): Promise<readonly Statement[]>;
}

/**
 * Names of models, capabilities and clients that an account keeps counts of. A caller that sends a new name with every
 * event must not make the node grow for ever; requests of further names are in the account's totals only.
 */
const MAX_NAMES = 64;
const HOURS_OF_WEEK = 168;

/** What the rows of events are written with; the store puts it into transactions. */
export const ingestStatements = (registry: SignalRegistry, notes?: SignalNotes) => {
  const noHours = new Array<number>(HOURS_OF_WEEK).fill(0);
  const ofType = new Map(
    registry.all.map((type) => [
      type.name,
      {
        signals: cypher('ingest/signals', { LABEL: type.label }),
        observations: cypher('ingest/observations', { RELATIONSHIP: type.relationship }),
      },
    ]),
  );

  const statementsOf = (type: string) => {
    const found = ofType.get(type);
    if (found === undefined) throw new RangeError(`rows of a signal type that is not registered: ${type}`);
    return found;
  };

  const chunk = (rows: GraphRows): Statement[] => {
    const queries: Statement[] = [[cypher('ingest/accounts'), { rows: rows.accounts.map(seenOf), noHours }]];
    const used = rows.accounts.filter(usesSomething).map(usageOf);
    if (used.length > 0) queries.push([cypher('ingest/usage'), { rows: used, maxNames: MAX_NAMES }]);
    queries.push(...toldOf(rows.accounts));
    for (const [type, observations] of byType(rows.observations)) {
      queries.push([statementsOf(type).observations, { rows: observations.map(pairOf), maxWindows: MAX_WINDOWS }]);
    }
    return queries;
  };

  const signals = async (rows: readonly SignalRow[]): Promise<Statement[]> => {
    const queries = byType(rows).map(
      ([type, ofType]): Statement => [statementsOf(type).signals, { type, rows: ofType.map(signalOf) }],
    );
    const prefixes = prefixRows(rows);
    if (prefixes.length > 0) {
      queries.push([cypher('ingest/prefixes'), { rows: prefixes }], ...((await notes?.addresses(prefixes)) ?? []));
    }
    return queries;
  };

  return {
    /** Makes the signals that rows need, and moves their times. */
    signals,
    /** Adds a chunk to its accounts and what they show. Its signals are there. */
    chunk,
  };
};

const byType = <Row extends { readonly type: string }>(rows: readonly Row[]) => [
  ...Map.groupBy(rows, (row) => row.type),
];

// Only what the statement reads is sent: the rows are most of what goes to the server.
const signalOf = ({ key, hint, first, last }: SignalRow) => ({ key, hint, first, last });
const pairOf = ({ account, key, first, last, count, windows }: ObservationRow) => ({
  account,
  key,
  first,
  last,
  count,
  windows,
});

/** The prefix of each signal that has one, in order of prefix. */
const prefixRows = (signals: readonly SignalRow[]): { key: string; cidr: string }[] =>
  signals
    .flatMap(({ key, prefix }) => (prefix === null ? [] : [{ key, cidr: prefix }]))
    .sort((a, b) => (a.cidr < b.cidr ? -1 : a.cidr > b.cidr ? 1 : 0));

const seenOf = ({ id, createdAt, firstSeen, lastSeen, events }: AccountRow) => ({
  id,
  createdAt,
  firstSeen,
  lastSeen,
  events,
});

/** What was told of accounts, a statement an attribute. */
const toldOf = (accounts: readonly AccountRow[]): Statement[] =>
  [
    ...Map.groupBy(
      accounts.flatMap(({ id, attributes = [] }) => attributes.map((told) => ({ id, ...told }))),
      ({ name }) => name,
    ),
  ].map(([name, told]) => [
    cypher('ingest/attribute', { ATTRIBUTE: `attr_${name}`, TIME: `attrAt_${name}` }),
    { rows: told.map(({ id, value, at }) => ({ id, value, at })) },
  ]);

/** Most accounts of a chunk of sign-ups or sessions use nothing; their profile is then not touched. */
const usesSomething = (row: AccountRow): boolean =>
  row.requests > 0 || row.tokensIn > 0 || row.tokensOut > 0 || row.toolCalls > 0;

const usageOf = ({
  createdAt: _,
  firstSeen: __,
  lastSeen: ___,
  events: ____,
  attributes: _____,
  ...usage
}: AccountRow) => usage;
