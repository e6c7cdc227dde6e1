import { randomUUID } from 'node:crypto';
import type { Actor, Audited } from '../audited.ts';
import type { Graph, GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { Reported } from './compare.ts';
import type { Appealed, DecidedRing, Decisions } from './judge.ts';
import type { BackTestState, NewBackTest } from './schema.ts';

/** A back-test as the graph has it: times in epoch milliseconds, what is structured as JSON text. */
export interface BackTestRow {
  readonly id: string;
  readonly name: string;
  readonly note: string | null;
  readonly state: BackTestState;
  readonly stage: string;
  readonly progress: number;
  readonly against: 'graph' | 'decisions';
  readonly until: number | null;
  readonly overrides: string;
  readonly by: string;
  /** Kind and id of who asked for it. */
  readonly author: string;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly cancelledBy: string | null;
  readonly gaveWay: number;
  readonly result: string | null;
  readonly tested: string | null;
  readonly live: string | null;
  readonly liveVersion: number | null;
  readonly error: string | null;
  /** Accounts and signals that it allows beside the allow-list. */
  readonly bound: number;
  readonly leavesOut: readonly string[];
  readonly promotions: readonly number[];
}

export interface AllowedTarget {
  readonly kind: 'account' | 'signal' | 'ring';
  readonly target: string;
}

/** The turn of a back-test on this instance: good as long as the place still carries this fence. */
export interface Turn {
  readonly id: string;
  readonly fence: number;
}

export interface TakenTest extends Turn {
  /** How often it was begun, this time included, without having given way. */
  readonly begun: number;
  readonly overrides: string;
  readonly until: number | null;
  readonly against: 'graph' | 'decisions';
}

/** A ring of one side, as it is kept. */
export interface KeptRing extends Reported {
  readonly score: number;
  readonly summary: string;
  readonly published: string | null;
}

export type Side = 'tested' | 'live';

export interface Ending {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly result: string | null;
  readonly tested: string | null;
  readonly live: string | null;
  readonly liveVersion: number | null;
  readonly error: string | null;
}

/** Rows of one transaction. */
const ROWS = 2_000;
/** Rings removed in one transaction. */
const CLEARED = 100;
/** 31 December 9999. */
const FAR_FUTURE = 253_402_214_400_000;

const BIND = { account: 'backtests/allow-account', signal: 'backtests/allow-signal', ring: 'backtests/allow-ring' };

/** A pointer into the body to what is not there. */
export class NoTarget extends Error {
  readonly pointer: string;
  constructor(pointer: string) {
    super('no target');
    this.pointer = pointer;
  }
}

export type BackTestStore = ReturnType<typeof backTestStore>;

/** Back-tests in Neo4j, and the one place at which one of them works. A `holder` silent for `leaseMs` is taken for dead. */
export const backTestStore = (
  graph: Graph,
  { holder, leaseMs, audited }: { holder: string; leaseMs: number; audited: Audited },
) => {
  const locked = <Result>(work: (tx: GraphTransaction) => Promise<Result>): Promise<Result> =>
    graph.transaction(async (tx) => {
      await tx.run(cypher('backtests/lock'));
      return work(tx);
    });
  /** One statement while the turn is still ours; false when it is not. */
  const inTurn = (turn: Turn, query: ReturnType<typeof cypher>, rows: readonly object[]): Promise<boolean> =>
    locked(async (tx) => {
      const held = await tx.run(cypher('backtests/held'), { holder, fence: turn.fence });
      if (held.length === 0) return false;
      await tx.run(query, { id: turn.id, rows });
      return true;
    });

  return {
    /** Throws `NoTarget` where something to allow or to leave out is not there; nothing is written then. */
    create: (id: string, asked: NewBackTest, by: Actor): Promise<void> => {
      const entry = randomUUID();
      const { add = [], leaveOut = [] } = asked.allowList ?? {};
      return graph.transaction(async (tx) => {
        await tx.run(cypher('backtests/create'), {
          ...{ id, name: asked.name, note: asked.note ?? null, against: asked.against },
          overrides: JSON.stringify(asked.engine ?? {}),
          until: asked.until === undefined ? null : Date.parse(asked.until),
          by: by.name,
          author: authorOf(by),
        });
        const bind = async (query: string, target: string, pointer: string): Promise<void> => {
          const [row] = await tx.run<{ bound: number }>(cypher(query), { id, target });
          if ((row?.bound ?? 0) === 0) throw new NoTarget(pointer);
        };
        for (const [place, { kind, target }] of add.entries())
          await bind(BIND[kind], target, `/allowList/add/${place}/target`);
        for (const [place, target] of leaveOut.entries())
          await bind('backtests/leave-out', target, `/allowList/leaveOut/${place}`);
        const after = { engine: JSON.stringify(asked.engine ?? {}), allowed: add.length, leftOut: leaveOut };
        const targets = [{ kind: 'back-test' as const, id }, ...add.map(({ kind, target }) => ({ kind, id: target }))];
        await audited(tx, entry, { actor: by, action: 'startBackTest', targets, before: null, after });
      });
    },

    get: async (id: string): Promise<BackTestRow | null> =>
      (await graph.read<BackTestRow>(cypher('backtests/get'), { id }))[0] ?? null,

    list: (place: { before: number; beforeId: string }, limit: number): Promise<BackTestRow[]> =>
      graph.read(cypher('backtests/list'), { ...place, limit }),

    rings: (id: string, side: Side): Promise<KeptRing[]> => graph.read(cypher('backtests/rings'), { id, side }),

    /** What people have decided, of rings as far as their accounts are kept; and of how many they are not. */
    decisions: async (until: number | null): Promise<{ decided: Decisions; gone: number }> => {
      const query = cypher('backtests/decided-rings');
      const rows = await graph.read<DecidedRing & { kept: boolean }>(query, { until: until ?? FAR_FUTURE });
      const appeals = await graph.read<Appealed>(cypher('backtests/appealed-accounts'));
      const rings = rows.filter(({ kept }) => kept);
      return { decided: { rings, appeals }, gone: rows.length - rings.length };
    },

    /** The state that it was in when it was asked; null when there is none. */
    cancel: (id: string, by: Actor): Promise<BackTestState | null> => {
      const entry = randomUUID();
      return locked(async (tx) => {
        const [row] = await tx.run<{ state: BackTestState }>(cypher('backtests/cancel'), { id, by: by.name });
        if (row === undefined) return null;
        if (row.state === 'waiting' || row.state === 'running') {
          const targets = [{ kind: 'back-test' as const, id }];
          const facts = { before: { state: row.state }, after: { state: 'cancelled' } };
          await audited(tx, entry, { actor: by, action: 'cancelBackTest', targets, ...facts });
        }
        return row.state;
      });
    },

    isDue: async (): Promise<boolean> => (await graph.read(cypher('backtests/is-due'))).length > 0,

    /** The test whose turn it is; null when none waits, one is at work elsewhere, or a run is. */
    take: (): Promise<TakenTest | null> =>
      locked(async (tx) => (await tx.run<TakenTest>(cypher('backtests/take'), { holder, ttl: leaseMs }))[0] ?? null),

    /** What it allows beside the allow-list, and what of it it leaves out. */
    allowed: async (id: string) => ({
      add: await graph.read<AllowedTarget & { accounts: string[] }>(cypher('backtests/allowed'), { id }),
      leaveOut: await graph.read<AllowedTarget>(cypher('backtests/left-out'), { id }),
    }),

    /** Renews the turn; `live`: a run has begun, which goes first. */
    beat: (turn: Turn, at: { stage: string; progress: number }): Promise<'held' | 'cancelled' | 'live' | 'lost'> =>
      locked(async (tx) => {
        const asked = { ...turn, ...at, holder };
        const [row] = await tx.run<{ cancel: boolean; live: boolean }>(cypher('backtests/beat'), asked);
        if (row === undefined) return 'lost';
        return row.cancel ? 'cancelled' : row.live ? 'live' : 'held';
      }),

    giveWay: (turn: Turn): Promise<unknown> =>
      locked((tx) => tx.run(cypher('backtests/give-way'), { ...turn, holder })),

    /** Writes the rings of both sides, in parts of moderate size; again and again the same. False when the turn is lost. */
    keepRings: async (turn: Turn, sides: Readonly<Record<Side, readonly KeptRing[]>>): Promise<boolean> => {
      for (let removed = CLEARED; removed === CLEARED; ) {
        const query = cypher('backtests/clear');
        const [row] = await graph.write<{ removed: number }>(query, { id: turn.id, limit: CLEARED });
        removed = row?.removed ?? 0;
      }
      const rings = (['tested', 'live'] as const).flatMap((side) =>
        sides[side].map((ring) => ({ ...ring, side, id: `${turn.id}.${side}.${ring.id}`, ring: ring.id })),
      );
      const rows = rings.map(({ accounts, ...ring }) => ({ ...ring, size: accounts.length }));
      const members = rings.flatMap(({ id, accounts }) => accounts.map((account) => ({ ring: id, account })));
      for (const part of partsOf(rows)) {
        if (!(await inTurn(turn, cypher('backtests/stage-rings'), part))) return false;
      }
      for (const part of partsOf(members)) {
        if (!(await inTurn(turn, cypher('backtests/stage-members'), part))) return false;
      }
      return true;
    },

    /** The state that it ended in; null when the turn is lost. */
    end: (turn: Turn, ending: Ending): Promise<BackTestState | null> =>
      locked(async (tx) => {
        const query = cypher('backtests/end');
        const [row] = await tx.run<{ state: BackTestState }>(query, { ...turn, ...ending, holder });
        return row?.state ?? null;
      }),
  };
};

/** Who somebody is, whatever they are called. */
export const authorOf = ({ kind, id }: Actor): string => `${kind}:${id}`;

const partsOf = <Row>(rows: readonly Row[]): Row[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, i) => rows.slice(i * ROWS, (i + 1) * ROWS));
