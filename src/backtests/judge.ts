import { accountsOf, type Reported } from './compare.ts';

/** A ring that people have decided on, with the accounts that it had then. */
export interface DecidedRing {
  readonly ring: string;
  readonly state: 'confirmed' | 'dismissed';
  /** Epoch milliseconds. */
  readonly at: number;
  readonly accounts: readonly string[];
}

/** An account whose ban an appeal has upheld or overturned. */
export interface Appealed {
  readonly account: string;
  readonly state: 'upheld' | 'overturned';
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What people have decided, to judge by. */
export interface Decisions {
  readonly rings: readonly DecidedRing[];
  readonly appeals: readonly Appealed[];
}

/** How one side does by what people have decided. What nobody has decided on counts neither for nor against it. */
export interface Judgement {
  readonly rings: number;
  readonly accounts: number;
  /** Accounts in its rings that were confirmed (or whose ban was upheld), and that were dismissed (or whose ban was overturned). */
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

/** Of several decisions on an account, by its rings or its appeals, the newest counts. O(accounts). */
export const judged = (rings: readonly Reported[], decisions: Decisions): Judgement => {
  const decided = decisions.rings;
  const reported = accountsOf(rings);
  let confirmed = 0;
  let dismissed = 0;
  let allConfirmed = 0;
  for (const [account, isConfirmed] of labelsOf(decisions)) {
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
export const onlyDecided = <Ring extends Reported>(rings: readonly Ring[], decisions: Decisions): Ring[] => {
  const known = labelsOf(decisions);
  return rings.filter(({ accounts }) => accounts.some((account) => known.has(account)));
};

/** Account → whether it was found guilty. */
const labelsOf = ({ rings, appeals }: Decisions): Map<string, boolean> => {
  const all = [
    ...rings.map(({ ring, state, at, accounts }) => ({ name: ring, guilty: state === 'confirmed', at, accounts })),
    ...appeals.map(({ account, state, at }) => ({
      name: account,
      guilty: state === 'upheld',
      at,
      accounts: [account],
    })),
  ].sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  return new Map(all.flatMap(({ guilty, accounts }) => accounts.map((account) => [account, guilty])));
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
