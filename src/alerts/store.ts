import { createHash, randomUUID } from 'node:crypto';
import type { AuditEvent, Audited } from '../audited.ts';
import type { RingState } from '../fields.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { NewAlert, Raised, RingSeen } from './evaluate.ts';
import type { Alert, Told } from './schema.ts';

/** A rule as the graph has it: `when` and `quiet` as JSON text, `at` in epoch milliseconds. */
export interface RuleRow {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly when: string;
  readonly againPercent: number | null;
  readonly quiet: string | null;
  readonly by: string;
  readonly at: number;
  readonly version: number;
}

/** Times in epoch milliseconds. */
export type AlertRow = Omit<Alert, 'at' | 'acknowledgedAt'> & {
  readonly at: number;
  readonly acknowledgedAt: number | null;
};
export type HeldRow = Omit<Told, 'at'> & { readonly at: number };

export interface RunToSee {
  readonly id: string;
  readonly publishedAt: number;
  /** The run that was published before it. */
  readonly before: string | null;
}

/** Puts a message for whoever takes alerts, in the transaction of what it tells of. */
export type PutMessages = (
  tx: GraphTransaction,
  messages: readonly {
    readonly topic: 'alerts';
    readonly receiver: null;
    readonly type: string;
    readonly subject: string;
    readonly data: unknown;
  }[],
) => Promise<readonly { readonly delivery: string; readonly receiver: string }[]>;

interface SeenRow {
  readonly id: string;
  readonly score: number;
  readonly size: number;
  readonly firstSeen: number;
  readonly state: RingState;
  readonly scoreBefore: number | null;
  readonly sizeBefore: number | null;
  readonly decidedSize: number | null;
}

export type AlertStore = ReturnType<typeof alertStore>;

/** Rules and alerts in Neo4j. What is raised is raised under one lock, with its messages, once for each run. */
export const alertStore = (graph: Graph, { audited, put }: { audited: Audited; put: PutMessages }) => {
  /** Under the lock, if the run that was looked at last is still `seen`. */
  const ifLast = (seen: string | null, work: (tx: GraphTransaction) => Promise<void>): Promise<boolean> =>
    graph.transaction(async (tx) => {
      const [cursor] = await tx.run<{ run: string | null }>(cypher('alerts/lock'));
      if (cursor!.run !== seen) return false;
      await work(tx);
      return true;
    });
  const changed = (
    event: AuditEvent,
    query: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Promise<boolean> => {
    const entry = randomUUID();
    return graph.transaction(async (tx) => {
      if ((await tx.run(cypher(query), parameters)).length === 0) return false;
      await audited(tx, entry, event);
      return true;
    });
  };

  return {
    rules: (): Promise<RuleRow[]> => graph.read(cypher('alerts/rules')),
    rule: async (id: string): Promise<RuleRow | null> =>
      (await graph.read<RuleRow>(cypher('alerts/rule'), { id }))[0] ?? null,
    /** False when its version is no longer the one that the caller saw. */
    writeRule: ({ id, version, ...rule }: RuleRow, event: AuditEvent): Promise<boolean> =>
      changed(event, 'alerts/write-rule', { id, version, rule }),
    removeRule: (id: string, version: number, event: AuditEvent): Promise<boolean> =>
      changed(event, 'alerts/remove-rule', { id, version }),

    list: (
      filter: { rule: string; ring: string; acknowledged: boolean | null },
      place: { before: number; beforeId: string },
      limit: number,
    ): Promise<AlertRow[]> => graph.read(cypher('alerts/list'), { ...filter, ...place, limit }),
    get: async (id: string): Promise<AlertRow | null> =>
      (await graph.read<AlertRow>(cypher('alerts/get'), { id }))[0] ?? null,
    acknowledge: (id: string, by: string, at: number, event: AuditEvent): Promise<boolean> => {
      const entry = randomUUID();
      return graph.transaction(async (tx) => {
        const [row] = await tx.run<{ first: boolean }>(cypher('alerts/acknowledge'), { id, by, at });
        if (row?.first) await audited(tx, entry, event);
        return row !== undefined;
      });
    },

    /** A message without an alert. */
    putTest: (data: unknown, event: AuditEvent) => {
      const entry = randomUUID();
      return graph.transaction(async (tx) => {
        await audited(tx, entry, event);
        return put(tx, [message('alert.test', 'test', data)]);
      });
    },

    lastRun: async (): Promise<string | null> =>
      (await graph.read<{ run: string | null }>(cypher('alerts/cursor')))[0]?.run ?? null,
    nextRun: async (): Promise<RunToSee | null> => (await graph.read<RunToSee>(cypher('alerts/next-run')))[0] ?? null,

    /** The run's rings, after what was decided on those of the run before it is kept. */
    ringsOf: async ({ id: run, before }: RunToSee): Promise<RingSeen[]> => {
      if (before !== null) await graph.write(cypher('alerts/mark'), { run: before });
      const rows = await graph.read<SeenRow>(cypher('alerts/rings-of-run'), { run, before: before ?? '' });
      const fresh = rows.filter(({ state, sizeBefore }) => state === 'new' && sizeBefore === null);
      const query = cypher('alerts/dismissed-twins');
      const twins = await graph.read<{ id: string; twin: string }>(query, { run, rings: fresh.map(({ id }) => id) });
      const twinOf = new Map(twins.map(({ id, twin }) => [id, twin]));
      return rows.map(({ scoreBefore, sizeBefore, ...ring }) => ({
        ...ring,
        before: scoreBefore === null || sizeBefore === null ? null : { score: scoreBefore, size: sizeBefore },
        dismissedTwin: twinOf.get(ring.id) ?? null,
      }));
    },
    raised: (rules: readonly string[], rings: readonly string[]): Promise<Raised[]> =>
      graph.read(cypher('alerts/raised'), { rules, rings }),

    /** Writes what a run raises and sends what is not held; false when another instance has looked at a run since `seen`. */
    raise: (
      run: RunToSee,
      seen: string | null,
      alerts: readonly (NewAlert & { readonly held: boolean })[],
      at: number,
    ): Promise<boolean> => {
      const rows = alerts.map(({ rule, ring, text, held }) => ({
        ...{ id: idOf(rule.id, ring.id, run.id), rule: rule.id, ruleName: rule.name, kind: rule.when.kind, text, at },
        ...{ ring: ring.id, run: run.id, size: ring.size, score: ring.score },
        state: held ? ('held' as const) : ('sent' as const),
      }));
      return ifLast(seen, async (tx) => {
        await tx.run(cypher('alerts/raise'), { rows });
        const sent = rows.filter(({ state }) => state === 'sent').map(({ state: _, ...row }) => row);
        await put(
          tx,
          sent.map((row) => message('alert.raised', row.id, { alert: toldOf(row) })),
        );
        await tx.run(cypher('alerts/advance'), { run: run.id });
      });
    },

    held: (limit: number): Promise<HeldRow[]> => graph.read(cypher('alerts/held'), { limit }),
    /** Sends alerts that were held, as one message; once, whoever comes first. */
    digest: (alerts: readonly HeldRow[], limit: number): Promise<boolean> =>
      graph.transaction(async (tx) => {
        await tx.run(cypher('alerts/lock'));
        const still = new Set((await tx.run<HeldRow>(cypher('alerts/held'), { limit })).map(({ id }) => id));
        const due = alerts.filter(({ id }) => still.has(id));
        if (due.length === 0) return false;
        await put(tx, [message('alert.digest', due[0]!.id, { alerts: due.map(toldOf) })]);
        await tx.run(cypher('alerts/release'), { ids: due.map(({ id }) => id) });
        return true;
      }),
  };
};

const message = (type: string, subject: string, data: unknown) => ({
  ...{ topic: 'alerts' as const, receiver: null, type, subject, data },
});

const toldOf = (row: HeldRow): Told => ({ ...row, at: new Date(row.at).toISOString() });

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
/** 80 bits of their hash in base32: one rule, ring and run, one id. */
const idOf = (...parts: string[]): string => {
  const hash = createHash('sha256').update(parts.join('\0')).digest();
  return `alert_${Array.from(hash.subarray(0, 16), (byte) => ALPHABET[byte % 32]).join('')}`;
};
