import type { Config } from '../config.ts';
import { RingfenceError } from '../errors.ts';

/** How long what is kept, days; null for ever. */
export interface RetentionRules {
  /** Accounts that were not seen for so long go wholly. */
  readonly accountsUnseen: number | null;
  /** Observations by signal type: those whose last time is longer ago go. */
  readonly observations: Readonly<Record<string, number | null>>;
  /** Runs that ended longer ago, of which no rings are kept. */
  readonly runs: number | null;
}

/** As configured. Throws `invalid-config` for a signal type that there is not. */
export const rulesOf = (
  { accountsUnseenDays, observationDays, signals, runDays }: Config['retention'],
  types: readonly { readonly name: string }[],
): RetentionRules => {
  const unknown = signals.find(({ type }) => !types.some(({ name }) => name === type));
  if (unknown !== undefined) {
    throw new RingfenceError({
      type: 'invalid-config',
      exitCode: 78,
      detail: `retention.signals names the signal type ${unknown.type}, which there is not.`,
      mend: `Take one of: ${types.map(({ name }) => name).join(', ')}.`,
    });
  }
  const own = new Map(signals.map(({ type, days }) => [type, days]));
  return {
    accountsUnseen: accountsUnseenDays ?? null,
    observations: Object.fromEntries(types.map(({ name }) => [name, own.get(name) ?? observationDays ?? null])),
    runs: runDays ?? null,
  };
};

/** The same as times, epoch ms: what is before them goes. */
export interface Cutoffs {
  readonly unseenBefore: number;
  /** By relationship type. */
  readonly before: Readonly<Record<string, number>>;
  readonly runsBefore: number;
}

const DAY_MS = 86_400_000;
/** Nothing was before. */
const NEVER = -1e14;

export const cutoffsOf = (
  rules: RetentionRules,
  types: readonly { readonly name: string; readonly relationship: string }[],
  now: number,
): Cutoffs => {
  const ago = (days: number | null | undefined): number => (days == null ? NEVER : now - days * DAY_MS);
  return {
    unseenBefore: ago(rules.accountsUnseen),
    before: Object.fromEntries(types.map(({ name, relationship }) => [relationship, ago(rules.observations[name])])),
    runsBefore: ago(rules.runs),
  };
};

/** Whether anything ever goes. */
export const hasRules = ({ accountsUnseen, observations, runs }: RetentionRules): boolean =>
  accountsUnseen !== null || runs !== null || Object.values(observations).some((days) => days !== null);

export interface LookedAt {
  readonly id: string;
  readonly unseen: boolean;
  /** Observations that are too old. */
  readonly old: number;
}

export interface Due {
  /** Go wholly. */
  readonly accounts: readonly string[];
  /** Lose their old observations. */
  readonly aged: readonly string[];
  /** Would go or lose something, and are held. */
  readonly held: readonly string[];
}

/** Whose turn it is. Whoever is held loses nothing: what a case or a batch rests on stays whole. */
export const dueOf = (page: readonly LookedAt[], isHeld: (id: string) => boolean): Due => {
  const touched = page.filter(({ unseen, old }) => unseen || old > 0);
  const free = touched.filter(({ id }) => !isHeld(id));
  return {
    accounts: free.filter(({ unseen }) => unseen).map(({ id }) => id),
    aged: free.filter(({ unseen }) => !unseen).map(({ id }) => id),
    held: touched.filter(({ id }) => isHeld(id)).map(({ id }) => id),
  };
};
