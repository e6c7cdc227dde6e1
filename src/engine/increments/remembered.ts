import type { ObservationIndex } from '../input/observation-index.ts';
import type { Described, GroupDescriber } from '../rings/features.ts';
import type { GroupSignal, TyingBits } from '../rings/group-evidence.ts';
import { NONE } from '../support/none.ts';
import { signalScratch } from '../support/scratch.ts';
import type { Differences } from './differences.ts';

/** What a group of accounts was found to be, in the numbers of its run. */
export interface Remembered {
  readonly members: Uint32Array;
  readonly described: Described;
  /** Share of its members, and of what they did, that is not in it yet. */
  readonly missed: number;
}

/** Of how the numbers changed, and who did anything since. */
interface Since {
  readonly accountNow: Uint32Array;
  /** What is shown now that was not shown then, and the reverse. */
  readonly differences: Differences;
  readonly index: ObservationIndex;
  readonly bitsOf: TyingBits;
  /** By account: share of what it does that is other than in the last run. */
  readonly stirred: Float64Array;
  /** Share missed from which on a group is described anew. */
  readonly renewFrom: number;
}

/** A group is looked for under so many of its first members: if few are other ones it is found under one of them. */
const FIRST_MEMBERS = 3;

/**
 * A describer that says of groups of the last run what was said then, as long as few members came or went and they did little since, and
 * keeps what it says. `memory` takes that for the next time. O(accounts of the groups) where it remembers.
 */
export const rememberingDescriber = (
  describe: GroupDescriber,
  memory: Remembered[],
  last?: { readonly memory: readonly Remembered[]; readonly since: Since },
): GroupDescriber => {
  const recall = last === undefined ? () => undefined : recaller(last.memory, last.since);
  return (accounts, cohesion) => {
    const known = recall(accounts) ?? { members: accounts, described: describe(accounts, cohesion), missed: 0 };
    memory.push(known);
    return { ...known.described, features: { ...known.described.features, cohesion } };
  };
};

/** How a group's accounts of today go together with those that it had. */
interface Difference {
  /** By place of today: the place then, −1 for who came. */
  readonly thenOf: Int32Array;
  /** Places then of those who went. */
  readonly went: readonly number[];
  /** Who came or went. */
  readonly others: number;
}

const recaller = (memory: readonly Remembered[], since: Since): ((accounts: Uint32Array) => Remembered | undefined) => {
  const { accountNow, stirred, renewFrom } = since;
  const recounted = recounter(since);
  const groupsOf = new Map<number, Remembered[]>();
  for (const group of memory) {
    let found = 0;
    for (let i = 0; i < group.members.length && found < FIRST_MEMBERS; i++) {
      const now = accountNow[group.members[i]!]!;
      if (now === NONE) continue;
      found++;
      const groups = groupsOf.get(now);
      if (groups === undefined) groupsOf.set(now, [group]);
      else groups.push(group);
    }
  }

  const nearest = (accounts: Uint32Array) => {
    let least = renewFrom * accounts.length;
    let best: { readonly group: Remembered; readonly difference: Difference } | undefined;
    const near = new Set([...accounts.subarray(0, FIRST_MEMBERS)].flatMap((a) => groupsOf.get(a) ?? []));
    for (const group of near) {
      if (Math.abs(group.members.length - accounts.length) > least) continue;
      const difference = differenceOf(group.members, accounts, accountNow, least);
      if (difference === undefined || (best !== undefined && difference.others >= least)) continue;
      [least, best] = [difference.others, { group, difference }];
      if (least === 0) break;
    }
    return best;
  };

  return (accounts) => {
    const found = nearest(accounts);
    if (found === undefined) return undefined;
    const { members, described, missed: before } = found.group;
    const { thenOf, others } = found.difference;
    let stir = 0;
    for (let now = 0; now < accounts.length; now++) if (thenOf[now]! >= 0) stir += stirred[accounts[now]!]!;
    const missed = before + (stir + others) / accounts.length;
    if (missed > 0 && missed >= renewFrom) return undefined;
    if (stir === 0 && others === 0) return { members: accounts, described, missed };
    const signals = recounted(members, accounts, found.difference, described.evidence.signals);
    if (others === 0)
      return { members: accounts, missed, described: { ...described, evidence: { ...described.evidence, signals } } };
    const came = accounts.filter((_, now) => thenOf[now]! < 0);
    const ofComers = since.bitsOf(came, signals).values();
    const bits = Float64Array.from(thenOf, (then) =>
      then < 0 ? ofComers.next().value! : described.evidence.bits[then]!,
    );
    const features = { ...described.features, size: accounts.length };
    return { members: accounts, missed, described: { features, evidence: { signals, bits } } };
  };
};

/** Undefined where more than `most` are other ones. Both ascending in today's numbers. */
const differenceOf = (
  members: Uint32Array,
  accounts: Uint32Array,
  accountNow: Uint32Array,
  most: number,
): Difference | undefined => {
  const thenOf = new Int32Array(accounts.length).fill(-1);
  const went: number[] = [];
  let came = 0;
  let now = 0;
  for (let then = 0; then < members.length; then++) {
    const account = accountNow[members[then]!]!;
    for (; account !== NONE && now < accounts.length && accounts[now]! < account; now++) came++;
    if (now < accounts.length && accounts[now] === account) thenOf[now++] = then;
    else went.push(then);
    if (went.length + came > most) return undefined;
  }
  const others = went.length + came + accounts.length - now;
  return others > most ? undefined : { thenOf, went, others };
};

/**
 * Signals of a group's evidence with the members that show them now: whatever is reckoned with a signal's accounts must not find more
 * of them in the group than there are. O(rows of the members that came or went + rows of others that are other ones).
 */
const recounter = (since: Since) => {
  const { differences, index, stirred, accountNow } = since;
  const { rows } = differences;
  const placeOf = signalScratch(index); // 1 + place
  return (
    members: Uint32Array,
    accounts: Uint32Array,
    { thenOf, went }: Difference,
    signals: readonly GroupSignal[],
  ): readonly GroupSignal[] => {
    const shown = new Int32Array(signals.length);
    for (let place = 0; place < signals.length; place++) {
      shown[place] = signals[place]!.members;
      placeOf[signals[place]!.signal] = place + 1;
    }
    const count = (signal: number, by: number): void => {
      const place = placeOf[signal]!;
      if (place > 0) shown[place - 1]! += by;
    };
    const countNow = (account: number, by: number): void => {
      for (let row = index.accountStart[account]!; row < index.accountStart[account + 1]!; row++)
        count(index.rowSignal[row]!, by);
    };
    /** Signals that an account began or ceased to show. */
    const countSince = (account: number, by: number): void => {
      const [from, to] = differences.of(account);
      for (let i = from; i < to; i++) {
        if (rows.windowsThen[i] === 0) count(rows.signal[i]!, by);
        if (rows.windowsNow[i] === 0) count(rows.signal[i]!, -by);
      }
    };
    for (let now = 0; now < accounts.length; now++) {
      if (thenOf[now]! < 0) countNow(accounts[now]!, 1);
      else if (stirred[accounts[now]!]! > 0) countSince(accounts[now]!, 1);
    }
    for (const then of went) {
      const account = accountNow[members[then]!]!;
      if (account === NONE) for (const signal of differences.shownThen(members[then]!)) count(signal, -1);
      else {
        countNow(account, -1);
        countSince(account, 1);
      }
    }
    const left: GroupSignal[] = [];
    for (let place = 0; place < signals.length; place++) {
      const known = signals[place]!;
      const now = shown[place]!;
      placeOf[known.signal] = 0;
      if (now >= 2) left.push(now === known.members ? known : { signal: known.signal, members: now });
    }
    return left;
  };
};
