import { countsOfTypes, type ShownSignals } from '../engine/match/ring-structure.ts';
import { matchInWords } from '../engine/match/words.ts';
import { RingfenceError } from '../errors.ts';
import { type SignalRegistry, windowOf } from '../signals/index.ts';
import type { SignalLookUp } from './look-up.ts';
import type { AccountMatch, MatchRequest } from './match-schema.ts';
import type { LoadedRings } from './ring-index.ts';
import type { AccountsStore } from './store.ts';

const EVIDENCE_SHOWN = 50;

/** Scores one account against the rings of the published run: one of the graph, or what a caller says that it shows. */
export const matcher = (options: {
  store: Pick<AccountsStore, 'shown'>;
  registry: SignalRegistry;
  lookUp: SignalLookUp;
  rings: { now(): Promise<LoadedRings | null> };
  /** Epoch milliseconds. */
  now(): number;
}) => {
  const { store, lookUp } = options;

  const inGraph = async (account: string): Promise<ShownSignals> => {
    const row = await store.shown(account);
    if (row === null) throw unknown();
    const { add, ...counts } = countsOfTypes();
    row.types.forEach((type, i) => {
      add(type, row.windows[i]!.length);
    });
    return {
      account,
      created: row.created ?? Number.NaN,
      signals: row.keys.map((key, i) => ({ key, windows: row.windows[i]! })),
      ...counts,
    };
  };

  /** Only keys leave this function; a value goes the way of one that is looked up, and is learnt by nothing. */
  const asSaid = (account: string, said: NonNullable<MatchRequest>): ShownSignals => {
    const time = said.time === undefined ? options.now() : Date.parse(said.time);
    const windows = [windowOf(time)];
    const keys = new Set<string>();
    const { add, ...counts } = countsOfTypes();
    const problems: object[] = [];
    said.signals.forEach(({ type, value }, i) => {
      try {
        for (const key of lookUp.keys(value, type)) keys.add(key);
        add(type, windows.length);
      } catch (error) {
        if (!(error instanceof RingfenceError)) throw error;
        const found = error.extra['problems'] as { in: string; pointer: string; reason: string }[];
        problems.push(...found.map((problem) => ({ ...problem, pointer: `/signals/${i}${problem.pointer}` })));
      }
    });
    if (problems.length > 0) throw refused(problems);
    const created = (said.createdAt === undefined ? time : Date.parse(said.createdAt)) / 1000;
    return { account, created, signals: [...keys].map((key) => ({ key, windows })), ...counts };
  };

  return async (account: string, said: MatchRequest, limit: number): Promise<AccountMatch> => {
    const shown = said === undefined ? await inGraph(account) : asSaid(account, said);
    const loaded = await options.rings.now();
    if (loaded === null) return { account, run: null, matches: [], index: NOTHING };
    const { run, index, leftOut } = loaded;
    return {
      account,
      run,
      matches: index.match(shown, limit).map((found) => ({
        ...found,
        evidence: found.evidence.slice(0, EVIDENCE_SHOWN),
        summary: matchInWords(found),
      })),
      index: { rings: index.rings, members: index.members, bytes: index.bytes, leftOut },
    };
  };
};

const NOTHING: AccountMatch['index'] = { rings: 0, members: 0, bytes: 0, leftOut: 0 };

const unknown = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'The graph has no account with this id.',
    mend: 'Send what it shows as `signals` in the body, or check the id; /v1/search finds accounts by the beginning of it.',
  });

const refused = (problems: readonly object[]): RingfenceError =>
  new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: `The request has ${problems.length} problem${problems.length === 1 ? '' : 's'}.`,
    mend: 'GET /v1/signal-types lists the types and what their values look like.',
    extra: { problems: problems.map((problem) => ({ ...problem, in: 'body' })) },
  });
