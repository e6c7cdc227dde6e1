import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Graph } from '../../src/graph/graph.ts';
import type { eventSchema } from '../../src/signals/index.ts';

/** What of an event its row in a table or a line of NDJSON holds. */
export type MadeEvent = z.input<ReturnType<typeof eventSchema>> & { signals: { type: string; value: string }[] };

const START = Date.UTC(2026, 0, 5);
const HOUR = 3_600_000;
const PROMPTS = ['Write a parser', 'Explain this proof', 'Refactor the module', 'Plan the journey', 'Name the birds'];

/** Events of a small population whose accounts share signals a little; the same for the same seed. */
export const madeEvents = (count: number, seed = 1): MadeEvent[] => {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const people = Math.max(2, Math.floor(count / 8));
  return Array.from({ length: count }, (_, index) => {
    const person = random(people);
    const kind = (['signup', 'payment', 'session', 'usage'] as const)[random(4)]!;
    const usage = { requests: 1 + random(9), tokensIn: random(5_000), tokensOut: random(9_000), toolCalls: random(3) };
    const names = {
      model: `model-${random(3)}`,
      capability: 'coding',
      client: `sdk-${random(2)}`,
      stream: random(2) === 0,
    };
    return {
      id: `event-${seed}-${index}`,
      account: `acct_${person}`,
      kind,
      time: new Date(START + random(24 * 60) * HOUR).toISOString(),
      signals: [
        { type: 'ip', value: `5.${10 + random(3)}.${random(5)}.${random(Math.max(2, people / 20))}` },
        { type: 'device', value: `device-${random(people)}-aaaaaaaa` },
        ...(kind === 'payment' ? [{ type: 'payment_instrument', value: `fp_card_${random(people)}` }] : []),
        ...(kind === 'usage' ? [{ type: 'prompt', value: PROMPTS[random(PROMPTS.length)]! }] : []),
      ],
      ...(kind === 'usage' ? { usage: { ...usage, ...names } } : {}),
    };
  });
};

export const ndjson = (events: readonly unknown[]): string =>
  events.map((event) => `${JSON.stringify(event)}\n`).join('');

/** The whole graph as far as events make it, in few numbers and one digest over every account and pair. */
export interface Totals {
  readonly accounts: number;
  readonly events: number;
  readonly requests: number;
  readonly pairs: number;
  readonly observations: number;
  readonly signals: number;
  /** SHA-256 over one line an account and one a pair, sorted. */
  readonly digest: string;
}

/**
 * What the graph must hold after these events, counted from them as they were written, without the code under test. Pairs are
 * without their keys, which are hashed for most types.
 */
export const truthOf = (events: readonly MadeEvent[]): Totals => {
  const accounts = Map.groupBy(events, ({ account }) => account);
  const pairs = Map.groupBy(
    events.flatMap((event) => event.signals.map((signal) => ({ ...signal, account: event.account, time: event.time }))),
    ({ account, type, value }) => `${account}|${type}|${value}`,
  );
  const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
  const accountLines = [...accounts].map(([id, own]) => {
    const times = own.map(({ time }) => Date.parse(time));
    const signups = own.filter(({ kind }) => kind === 'signup').map(({ time }) => Date.parse(time));
    const used = own.flatMap(({ usage }) => (usage === undefined ? [] : [usage]));
    const by = (name: 'model' | 'capability' | 'client') =>
      [...Map.groupBy(used, (usage) => usage[name]!)].map(
        ([key, rows]) => `${key}=${sum(rows.map((row) => row.requests!))}`,
      );
    return [
      id,
      own.length,
      sum(used.map(({ requests }) => requests!)),
      sum(used.map(({ tokensIn }) => tokensIn!)),
      sum(used.map(({ tokensOut }) => tokensOut!)),
      sum(used.map(({ toolCalls }) => toolCalls!)),
      sum(used.map(({ requests, stream }) => (stream ? requests! : 0))),
      signups.length === 0 ? null : Math.min(...signups),
      Math.min(...times),
      Math.max(...times),
      hours(own),
      by('model').sort().join(','),
      by('capability').sort().join(','),
      by('client').sort().join(','),
    ].join('|');
  });
  const pairLines = [...pairs.values()].map((seen) => {
    const times = seen.map(({ time }) => Date.parse(time));
    const windows = [...new Set(times.map((time) => Math.floor(time / (8 * HOUR))))].sort((a, b) => a - b);
    const { account, type } = seen[0]!;
    return [account, type, seen.length, Math.min(...times), Math.max(...times), windows.slice(-128).join(',')].join(
      '|',
    );
  });
  return {
    accounts: accounts.size,
    events: events.length,
    requests: sum(events.map(({ usage }) => usage?.requests ?? 0)),
    pairs: pairs.size,
    observations: events.reduce((total, { signals }) => total + signals.length, 0),
    signals: new Set(events.flatMap(({ signals }) => signals.map(({ type, value }) => `${type}|${value}`))).size,
    digest: digestOf([...accountLines, ...pairLines]),
  };
};

/** Monday 00:00 UTC is hour 0; only the hours with requests, as `hour=requests`. */
const hours = (events: readonly MadeEvent[]): string => {
  const sums = new Map<number, number>();
  for (const { time, usage } of events) {
    if (usage === undefined) continue;
    const date = new Date(time);
    const hour = ((date.getUTCDay() + 6) % 7) * 24 + date.getUTCHours();
    sums.set(hour, (sums.get(hour) ?? 0) + usage.requests!);
  }
  return [...sums]
    .map(([hour, requests]) => `${hour}=${requests}`)
    .sort()
    .join(',');
};

const digestOf = (lines: string[]): string => createHash('sha256').update(lines.sort().join('\n')).digest('hex');

/** The same of what is really in the graph. */
export const graphTotals = async (graph: Graph): Promise<Totals> => {
  const accounts = await graph.read<Record<string, never>>({
    name: 'tests/accounts',
    text: `MATCH (a:Account) RETURN a.id AS id, a.events AS events, a.requests AS requests, a.tokensIn AS tokensIn,
      a.tokensOut AS tokensOut, a.toolCalls AS toolCalls, a.streamed AS streamed, a.createdAt AS createdAt,
      a.firstSeen AS firstSeen, a.lastSeen AS lastSeen,
      [h IN range(0, 167) WHERE a.hourOfWeek[h] > 0 | toString(h) + '=' + toString(a.hourOfWeek[h])] AS hours,
      [i IN range(0, size(a.modelNames) - 1) | a.modelNames[i] + '=' + toString(a.modelCounts[i])] AS models,
      [i IN range(0, size(a.capabilityNames) - 1) | a.capabilityNames[i] + '=' + toString(a.capabilityCounts[i])] AS capabilities,
      [i IN range(0, size(a.clientNames) - 1) | a.clientNames[i] + '=' + toString(a.clientCounts[i])] AS clients`,
  });
  const pairs = await graph.read<{ account: string; type: string; count: number; line: string }>({
    name: 'tests/pairs',
    text: `MATCH (a:Account)-[r]->(s:Signal)
      RETURN a.id AS account, s.type AS type, r.count AS count, r.first AS first, r.last AS last, r.windows AS windows`,
  });
  const [signals] = await graph.read<{ signals: number }>({
    name: 'tests/signals',
    text: 'MATCH (s:Signal) RETURN count(s) AS signals',
  });
  const lists = ['hours', 'models', 'capabilities', 'clients'];
  const accountLines = accounts.map((row) =>
    Object.entries(row)
      .map(([name, value]) => (lists.includes(name) ? (value as string[]).sort().join(',') : value))
      .map((value) => (value === null ? '' : value))
      .join('|'),
  );
  const pairLines = pairs.map((row) => Object.values(row).join('|'));
  const sum = (rows: readonly object[], name: string): number =>
    rows.reduce((total, row) => total + (row as Record<string, number>)[name]!, 0);
  return {
    accounts: accounts.length,
    events: sum(accounts, 'events'),
    requests: sum(accounts, 'requests'),
    pairs: pairs.length,
    observations: sum(pairs, 'count'),
    signals: signals!.signals,
    digest: digestOf([...accountLines, ...pairLines]),
  };
};
