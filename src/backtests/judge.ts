import { accountsOf, type Reported } from './compare.ts';

/** A ring that people have decided on, with the accounts that it had then. */
export interface DecidedRing {
  readonly ring: string;
  readonly state: 'confirmed' | 'dismissed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly accounts: readonly string[];
}

/** How one side does by what people have decided. What nobody has decided on counts neither for nor against it. */
export interface Judgement {
  readonly rings: number;
  readonly accounts: number;
  /** Accounts in its rings that were confirmed, and that were dismissed. */
  readonly confirmed: number;
  readonly dismissed: number;
  /** Share of its decided accounts that were confirmed, and of all confirmed ones that it has; null where there are none. */
  readonly precision: number | null;
  readonly recall: number | null;
  /** The same in rings, of which at least half of the accounts are reported. */
  readonly ringPrecision: number | null;
  readonly ringRecall: number | null;
}

/** Share of a decided ring's accounts that must be in rings for it to count as reported. */
const REPORTED_SHARE = 0.5;

/** Of an account in several decided rings the newest decision counts. O(accounts). */
export const judged = (rings: readonly Reported[], decided: readonly DecidedRing[]): Judgement => {
  const reported = accountsOf(rings);
  let confirmed = 0;
  let dismissed = 0;
  let allConfirmed = 0;
  for (const [account, isConfirmed] of labelsOf(decided)) {
    if (isConfirmed) allConfirmed++;
    if (!reported.has(account)) continue;
    if (isConfirmed) confirmed++;
    else dismissed++;
  }
  const ringsOf = (state: DecidedRing['state']) =>
    decided.filter((ring) => ring.state === state && ring.accounts.length > 0);
  const found = (state: DecidedRing['state']): number =>
    ringsOf(state).filter((ring) => isReported(ring, reported)).length;
  const [right, wrong] = [found('confirmed'), found('dismissed')];
  return {
    ...{ rings: rings.length, accounts: reported.size, confirmed, dismissed },
    precision: share(confirmed, confirmed + dismissed),
    recall: share(confirmed, allConfirmed),
    ringPrecision: share(right, right + wrong),
    ringRecall: share(right, ringsOf('confirmed').length),
  };
};

/** Accounts of a decided ring that are in rings, of how many. */
export const reportedOf = ({ accounts }: DecidedRing, reported: ReadonlySet<string>): number =>
  accounts.filter((account) => reported.has(account)).length;

export const isReported = (ring: DecidedRing, reported: ReadonlySet<string>): boolean =>
  ring.accounts.length > 0 && reportedOf(ring, reported) >= REPORTED_SHARE * ring.accounts.length;

/** Rings with an account that somebody has decided on. */
export const onlyDecided = <Ring extends Reported>(rings: readonly Ring[], decided: readonly DecidedRing[]): Ring[] => {
  const known = new Set(decided.flatMap(({ accounts }) => accounts));
  return rings.filter(({ accounts }) => accounts.some((account) => known.has(account)));
};

const labelsOf = (decided: readonly DecidedRing[]): Map<string, boolean> => {
  const inOrder = [...decided].sort((a, b) => a.at - b.at || (a.ring < b.ring ? -1 : 1));
  return new Map(inOrder.flatMap(({ state, accounts }) => accounts.map((account) => [account, state === 'confirmed'])));
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
