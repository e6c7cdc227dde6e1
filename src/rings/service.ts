import type { Actor } from '../audited.ts';
import { RingfenceError } from '../errors.ts';
import type { ReasonCode, RingState } from '../fields.ts';
import type { GraphTransaction } from '../graph/graph.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { type PageAsked, pageOf } from '../http/pages.ts';
import { type RingFilters, ringFilterParameters } from '../ring-filter.ts';
import {
  cellAnswers,
  cellsOf,
  decisionOf,
  memberOf,
  newestDecision,
  runOf,
  summaryOf,
  type Tagged,
  tagged,
} from './answers.ts';
import type { CampaignDetail, CampaignList } from './campaign-schema.ts';
import { campaignAnswers } from './campaigns.ts';
import type { MemberWhy, RingCounterfactual, RingHolding } from './counterfactual-schema.ts';
import { counterfactuals, type MemberReason } from './counterfactuals.ts';
import { oneRunReader } from './one-run.ts';
import { drawPicture, isHub, nodeBudget } from './picture.ts';
import type { Picture } from './picture-schema.ts';
import type { After, DetailRow, ListedRow, ListFilter, RunRow } from './rows.ts';
import type { Decision, DecisionList, ListQuery, MemberList, RingDetail, RingList } from './schema.ts';
import { checkTransition } from './states.ts';
import type { RingsStore } from './store.ts';
import type { StructureReader } from './structures.ts';
import { type Bucket, type Timeline, timelineCounter } from './timeline.ts';
import { changedSince, checkIfMatch, etagOf } from './version.ts';

/** Evidence signals shown of a ring, and of a member. */
const EVIDENCE_SHOWN = 50;
const MEMBER_EVIDENCE_SHOWN = 20;
const EDGES_DRAWN = 20_000;
const RINGS_AT_ONCE = 1_000;
/** (member, signal) pairs that a timeline reads at most, as long as each member can have three. */
const TIMELINE_PAIRS = 200_000;

export const ringsService = ({
  store,
  structures,
  now,
}: {
  store: RingsStore;
  structures: StructureReader;
  now(): number;
}) => {
  const asked = counterfactuals(store, structures);
  const campaigns = campaignAnswers(store, afterOf);
  const ofOneRun = oneRunReader(store);
  const ofOneRing = <Result>(ring: string, read: (run: RunRow, row: DetailRow) => Promise<Result>): Promise<Result> =>
    ofOneRun(async (run) => {
      const row = run && (await store.get(run.id, ring));
      if (!run || !row) throw await noSuchRing(run, ring);
      return read(run, row);
    });

  const noSuchRing = async (run: RunRow | null, ring: string): Promise<RingfenceError> => {
    const former = run ? await store.gone(run.id, ring) : [];
    const successors = former.flatMap(({ id, nextRun, how }) => (id === null ? [] : [{ ring: id, run: nextRun, how }]));
    return new RingfenceError({
      type: 'not-found',
      status: 404,
      detail:
        former.length === 0
          ? 'The published run has no ring with this id.'
          : 'The published run has no ring with this id any more; an earlier run had.',
      mend:
        successors.length === 0
          ? 'GET /v1/rings lists the rings of the published run.'
          : 'Its accounts went on in the rings under `successors`.',
      extra: successors.length === 0 ? {} : { successors },
    });
  };

  const pictureOf = async (
    run: RunRow,
    { id: ring, size }: { id: string; size: number },
    { limit, hub }: { limit: number; hub: number },
  ): Promise<Picture> => {
    const budget = nodeBudget(limit, size, await store.evidence(run.id, ring, EVIDENCE_SHOWN));
    const members = await store.members(run.id, ring, null, budget.members, 0);
    const drawn = budget.signals.filter((signal) => !isHub(signal, hub)).map((signal) => signal.key);
    const accounts = members.map((member) => member.id);
    const edges = drawn.length === 0 ? [] : await store.edges(run.id, ring, accounts, drawn, EDGES_DRAWN);
    return drawPicture({ run: runOf(run), ring, size, hub, signals: budget.signals, members, edges });
  };

  return {
    list: (asked: ListQuery): Promise<Tagged<RingList>> =>
      ofOneRun(async (run) => {
        const { cursor, limit, ...query } = asked;
        const after = cursor === undefined ? null : afterOf(cursor, query, run);
        if (run === null) return tagged<RingList>({ run: null, rings: [], next: null });
        const rows = await store.list(run.id, filterOf(query), after, limit + 1);
        const last = rows.length > limit ? rows[limit - 1]! : null;
        return tagged<RingList>({
          run: runOf(run),
          rings: rows.slice(0, limit).map(summaryOf),
          next: last && encodeCursor({ after: [last.position, last.id], run: run.id }, query),
        });
      }),

    get: (ring: string): Promise<Tagged<RingDetail>> =>
      ofOneRing(ring, async (run, row) => {
        const cells = cellsOf(row);
        const [evidence, kin, captions] = await Promise.all([
          store.evidence(run.id, ring, EVIDENCE_SHOWN),
          store.lineage(run.id, ring),
          store.captions(cells.flatMap(({ evidence }) => evidence.map(({ signal }) => signal))),
        ]);
        const kinOf = (wanted: string) => kin.flatMap(({ role, ...other }) => (role === wanted ? [other] : []));
        return {
          etag: etagOf({ run: run.id, version: row.version }),
          body: {
            run: runOf(run),
            ring: {
              ...summaryOf(row),
              features: row.features === null ? {} : (JSON.parse(row.features) as Record<string, number>),
              erased: row.erased,
              decision: newestDecision(row),
            },
            evidence,
            cells: cellAnswers(cells, captions),
            predecessors: kinOf('predecessor'),
            successors: kinOf('successor'),
          },
        };
      }),

    campaigns: (asked: { limit: number; cursor?: string | undefined }): Promise<Tagged<CampaignList>> =>
      ofOneRun((run) => campaigns.list(run, asked)),

    campaign: (id: string): Promise<Tagged<CampaignDetail>> => ofOneRun((run) => campaigns.get(run, id)),

    members: (ring: string, asked: { limit: number; cursor?: string | undefined }): Promise<Tagged<MemberList>> =>
      ofOneRing(ring, async (run) => {
        const query = { ring, of: 'members' };
        const after = asked.cursor === undefined ? null : afterOf(asked.cursor, query, run);
        const rows = await store.members(run.id, ring, after, asked.limit + 1, MEMBER_EVIDENCE_SHOWN);
        const last = rows.length > asked.limit ? rows[asked.limit - 1]! : null;
        return tagged<MemberList>({
          run: runOf(run),
          members: rows.slice(0, asked.limit).map(memberOf),
          next: last && encodeCursor({ after: [last.strength, last.id], run: run.id }, query),
        });
      }),

    picture: (ring: string, most: { limit: number; hub: number }): Promise<Tagged<Picture>> =>
      ofOneRing(ring, async (run, { size }) => tagged(await pictureOf(run, { id: ring, size }, most))),

    /** The same of any run whose rings are kept. */
    pictureOf,

    without: (ring: string, away: string): Promise<Tagged<RingCounterfactual>> =>
      ofOneRing(ring, (run, row) => asked.without(run, row, away)),

    holding: (ring: string, share: number): Promise<Tagged<RingHolding>> =>
      ofOneRing(ring, (run, row) => asked.holding(run, row, share)),

    why: (ring: string, account: string): Promise<Tagged<MemberWhy>> =>
      ofOneRing(ring, (run, row) => asked.member(run, row, account)),

    /** Why each of some members is in a ring of a run that is kept, for a list that stands on it. Throws `not-found`, `run-too-old`. */
    reasons: async (run: string, ring: string, accounts: readonly string[]): Promise<MemberReason[]> => {
      const row = await store.get(run, ring);
      if (row === null) throw runNotKept(run);
      const erased = (await store.published())?.erased ?? 0;
      return asked.reasons({ id: run, startedAt: null, finishedAt: null, erased }, row, accounts);
    },

    /** Ids of the rings of the published run that a filter leaves. */
    matching: async (filter: RingFilters): Promise<string[]> => {
      const run = await store.published();
      if (run === null) return [];
      const asked = { ...ringFilterParameters(filter), sort: 'score', descending: true };
      const ids: string[] = [];
      for (let after: After = null; ; ) {
        const rows: ListedRow[] = await store.list(run.id, asked, after, RINGS_AT_ONCE);
        ids.push(...rows.map(({ id }) => id));
        const last = rows.at(-1);
        if (rows.length < RINGS_AT_ONCE || last === undefined) return ids;
        after = [last.position, last.id];
      }
    },

    timeline: (ring: string, bucket: Bucket): Promise<Tagged<Timeline>> =>
      ofOneRing(ring, async (run, { size }) => {
        const counter = timelineCounter(bucket);
        const signals = Math.max(3, Math.min(EVIDENCE_SHOWN, Math.floor(TIMELINE_PAIRS / Math.max(1, size))));
        for await (const member of store.timeline(run.id, ring, signals)) counter.add(member);
        return tagged<Timeline>({ run: runOf(run), ...counter.result() });
      }),

    /** The history outlives the ring: it can be read as long as there is one. */
    decisions: async (ring: string, asked: PageAsked): Promise<DecisionList> => {
      const query = { ring, of: 'decisions' };
      const { rows, next } = await pageOf(asked, query, {
        from: [Number.MAX_SAFE_INTEGER],
        read: ([before], limit) => store.decisions(ring, Number(before), limit),
        at: ({ version }) => [version],
      });
      if (rows.length === 0 && asked.cursor === undefined) await ofOneRing(ring, async () => undefined);
      return { decisions: rows.map(decisionOf), next };
    },

    /** Throws `precondition-required`, `precondition-failed`, `illegal-transition`, `not-found`. Never tried twice. */
    decide: async (
      ring: string,
      change: {
        state: RingState;
        reason: string;
        code?: ReasonCode | undefined;
        by: Actor;
        ifMatch: string | undefined;
        /** Written in the transaction of the decision. */
        also?: ((tx: GraphTransaction) => Promise<void>) | undefined;
      },
    ): Promise<Tagged<Decision>> => {
      const run = await store.published();
      const row = run && (await store.get(run.id, ring));
      if (!run || !row) throw await noSuchRing(run, ring);
      const present = { run: run.id, version: row.version };
      checkIfMatch(change.ifMatch, present);
      checkTransition(row.state, change.state);
      const { state, reason, code = null, by, also } = change;
      const written = await store.decide({
        ...present,
        ring,
        from: row.state,
        state,
        reason,
        code,
        by,
        at: now(),
        also,
      });
      if (written === null) throw changedSince();
      return { body: decisionOf(written), etag: etagOf({ run: run.id, version: written.version }) };
    },
  };
};

export type RingsService = ReturnType<typeof ringsService>;

const afterOf = (cursor: string, query: object, run: RunRow | null): After => {
  const { after, run: of } = decodeCursor(cursor, query);
  if (of !== run?.id) {
    throw new RingfenceError({
      type: 'cursor-expired',
      status: 410,
      detail: 'Another run was published since this cursor was made.',
      mend: 'Begin again without `cursor`: the rings are those of the new run.',
    });
  }
  return [Number(after[0]), String(after[1])];
};

const runNotKept = (run: string): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: `The rings of run ${run} are not kept any more.`,
    mend: 'Draw the list anew by the published run.',
  });

const filterOf = (query: Omit<ListQuery, 'cursor' | 'limit'>): ListFilter => ({
  ...ringFilterParameters(query),
  sort: query.sort,
  descending: query.order === 'desc',
});
