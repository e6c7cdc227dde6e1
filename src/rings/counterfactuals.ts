import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ThoughtAway } from '../engine/counterfactual/without.ts';
import { outInWords, type SpokenAway, withoutInWords } from '../engine/counterfactual/words.ts';
import { RingfenceError } from '../errors.ts';
import { inWords } from '../evidence-words.ts';
import { rfc3339 } from '../fields.ts';
import { runOf, type Tagged, tagged } from './answers.ts';
import { type AskedRing, askedRings } from './asked-rings.ts';
import type { MemberWhy, RingCounterfactual, RingHolding } from './counterfactual-schema.ts';
import type { DetailRow, RunRow } from './rows.ts';
import type { RingsStore } from './store.ts';
import type { StructureReader } from './structures.ts';

const ACCOUNTS_SHOWN = 100;
const TIES_SHOWN = 100;
/** Signals that a reason names of a member. */
const TOP_EVIDENCE = 3;
/** How long others wait at most while many members are asked for, ms. */
const TURN_MS = 10;
const WINDOW_MS = 8 * 3_600_000;

/** Why a ring holds an account, in words. */
export interface MemberReason {
  readonly account: string;
  /** Its own top evidence. */
  readonly evidence: readonly string[];
  readonly counterfactual: string;
  /** Whether it is out without one signal; null where the evidence kept shows no link. */
  readonly alone: boolean | null;
}

interface Away {
  readonly away: ThoughtAway;
  readonly spoken: SpokenAway;
  readonly said: RingCounterfactual['without'];
}

/** Answers of the questions that a ring's evidence can be asked. */
export const counterfactuals = (store: Pick<RingsStore, 'captions'>, structures: StructureReader) => {
  const ready = askedRings(structures);
  const ringOf = (run: RunRow, row: DetailRow): Promise<AskedRing> =>
    ready(run, row.id, {
      features: JSON.parse(row.features ?? '{}') as Record<string, number>,
      score: row.score,
    });
  const hintsOf = async (keys: readonly string[]): Promise<ReadonlyMap<string, string>> =>
    new Map((await store.captions(keys)).map(({ key, hint }) => [key, hint]));

  return {
    without: async (run: RunRow, row: DetailRow, asked: string): Promise<Tagged<RingCounterfactual>> => {
      const { structure, questions } = await ringOf(run, row);
      const { away, spoken, said } = awayOf(asked, structure);
      const answer = questions.without(away);
      const accounts = Array.from(answer.leave, (member) => structure.accounts[member]!);
      return tagged<RingCounterfactual>({
        run: runOf(run),
        ring: row.id,
        without: said,
        size: structure.accounts.length,
        leave: accounts.length,
        accounts: accounts.sort().slice(0, ACCOUNTS_SHOWN),
        parts: [...answer.parts],
        scoreBefore: row.score,
        scoreAfter: rounded(answer.score),
        stillARing: answer.ring,
        summary: withoutInWords(spoken, answer, row.score),
      });
    },

    holding: async (run: RunRow, row: DetailRow, share: number): Promise<Tagged<RingHolding>> => {
      const { structure, questions } = await ringOf(run, row);
      const found = questions.holding(share);
      const { stay } = found;
      const hints = await hintsOf(found.signals.map((s) => structure.signals[s]!.key));
      const size = structure.accounts.length;
      return tagged<RingHolding>({
        run: runOf(run),
        ring: row.id,
        size,
        signals: found.signals.map((s) => ({
          ...named(structure, s, hints),
          members: shownBy(structure, s),
        })),
        evidence: structure.signals.length,
        share: rounded(found.share),
        atLeast: found.atLeast,
        stay,
        summary: `With ${found.signals.length} of its ${structure.signals.length} signals alone ${stay} of ${size} accounts stay.`,
      });
    },

    member: async (run: RunRow, row: DetailRow, account: string): Promise<Tagged<MemberWhy>> => {
      const { structure, questions } = await ringOf(run, row);
      const member = structure.accounts.indexOf(account);
      if (member < 0) throw noMember();
      const { partners, signals, out, shortest } = questions.member(member);
      const shown = signals.slice(0, TIES_SHOWN);
      const hints = await hintsOf(
        [...shown.map(({ signal }) => signal), ...(out ?? [])].map((s) => structure.signals[s]!.key),
      );
      return tagged<MemberWhy>({
        run: runOf(run),
        ring: row.id,
        account,
        links: partners,
        ties: shown.map(({ signal, partOf, needed }) => ({
          ...named(structure, signal, hints),
          links: partOf,
          needed,
        })),
        out: out?.map((s) => nameOf(structure, s, hints)) ?? null,
        shortest,
        summary: outInWords(partners, out?.map((s) => structure.signals[s]!.type) ?? null),
      });
    },

    /** Why each of some members is in the ring: those that it has. */
    reasons: async (run: RunRow, row: DetailRow, accounts: readonly string[]): Promise<MemberReason[]> => {
      const { structure, questions } = await ringOf(run, row);
      const members = new Map(structure.accounts.map((account, member) => [account, member]));
      const found: { account: string; partners: number; top: readonly number[]; out: readonly number[] | null }[] = [];
      let since = performance.now();
      for (const account of accounts) {
        const member = members.get(account);
        if (member === undefined) continue;
        const { partners, signals, out } = questions.member(member);
        found.push({ account, partners, out, top: signals.slice(0, TOP_EVIDENCE).map(({ signal }) => signal) });
        if (performance.now() - since < TURN_MS) continue;
        await nextTurn();
        since = performance.now();
      }
      const hints = await hintsOf([...new Set(found.flatMap(({ top }) => top))].map((s) => structure.signals[s]!.key));
      return found.map(({ account, partners, top, out }) => ({
        account,
        evidence: top.map((s) => inWords({ ...named(structure, s, hints), members: shownBy(structure, s) })),
        counterfactual: outInWords(partners, out?.map((s) => structure.signals[s]!.type) ?? null),
        alone: out === null ? null : out.length === 1,
      }));
    },
  };
};

const shownBy = ({ signalStart }: AskedRing['structure'], s: number): number => signalStart[s + 1]! - signalStart[s]!;

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

const nameOf = ({ signals }: AskedRing['structure'], s: number, hints: ReadonlyMap<string, string>) => {
  const { key, type } = signals[s]!;
  return { key, type, hint: hints.get(key) ?? '' };
};

const named = (structure: AskedRing['structure'], s: number, hints: ReadonlyMap<string, string>) => ({
  ...nameOf(structure, s, hints),
  bits: structure.signals[s]!.bits,
});

/** Throws `invalid-request` for what is neither evidence of the ring nor a time. */
const awayOf = (asked: string, { signals }: AskedRing['structure']): Away => {
  const one = signals.findIndex(({ key }) => key === asked);
  if (one >= 0) {
    return {
      away: { signals: [one] },
      spoken: { kind: 'signal', type: signals[one]!.type },
      said: { kind: 'signal', signals: 1, start: null },
    };
  }
  const type = /^type:(.+)$/s.exec(asked)?.[1];
  const ofType = [...signals.keys()].filter((s) => signals[s]!.type === type);
  if (type !== undefined && ofType.length > 0) {
    return {
      away: { signals: ofType },
      spoken: { kind: 'type', type, signals: ofType.length },
      said: { kind: 'type', signals: ofType.length, start: null },
    };
  }
  const time = /^window:(\d{4}-\d\d-\d\dT.+)$/.exec(asked)?.[1];
  const ms = time === undefined ? Number.NaN : Date.parse(time);
  if (ms >= 0) {
    const window = Math.floor(ms / WINDOW_MS);
    const start = rfc3339(window * WINDOW_MS);
    return { away: { window }, spoken: { kind: 'window', start }, said: { kind: 'window', signals: 0, start } };
  }
  throw noEvidence([...new Set(signals.map((signal) => signal.type))]);
};

const noEvidence = (types: readonly string[]): RingfenceError =>
  new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: 'The request has 1 problem.',
    mend:
      'GET /v1/rings/{id} lists the strongest evidence and GET /v1/rings/{id}/holding what holds the ring; send a `key` of ' +
      `these, \`type:\` with one of ${types.join(', ')}, or \`window:\` with a time such as 2026-03-02T08:00:00Z.`,
    extra: {
      problems: [
        { in: 'query', pointer: '/without', reason: 'is no evidence of this ring, no type of it and no time' },
      ],
    },
  });

const noMember = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'The published run does not have this account in this ring.',
    mend: 'GET /v1/accounts/{id} says which ring an account is in; GET /v1/rings/{id}/members lists the members of one.',
  });
