import { mix32 } from '../input/canonical-order.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import type { Described } from '../rings/features.ts';
import type { GroupSignal } from '../rings/group-evidence.ts';
import { NONE } from './merged-order.ts';

/** What a group of accounts was found to be, in the numbers of its run. */
export interface Remembered {
  readonly members: Uint32Array;
  readonly described: Described;
  /** Share of what its members did that is not in it yet. */
  readonly missed: number;
}

type Describer = (accounts: Uint32Array, cohesion: number) => Described;

/** Of how the numbers changed, and who did anything since. */
interface Since {
  readonly accountNow: Uint32Array;
  /** What was shown then, and what is shown now. */
  readonly before: ObservationIndex;
  readonly index: ObservationIndex;
  /** By account: share of what it does that is other than in the last run. */
  readonly stirred: Float64Array;
  /** Mean of that from which on a group is described anew. */
  readonly renewFrom: number;
}

/**
 * A describer that says of groups of the last run what was said then, as long as its members did little since, and
 * keeps what it says. `memory` takes that for the next time. O(accounts of the groups) where it remembers.
 */
export const rememberingDescriber = (
  describe: Describer,
  memory: Remembered[],
  last?: { readonly memory: readonly Remembered[]; readonly since: Since },
): Describer => {
  const known = last === undefined ? new Map<number, Remembered[]>() : stillTrue(last.memory, last.since);
  return (accounts, cohesion) => {
    const found = known.get(hashOf(accounts))?.find(({ members }) => sameNumbers(members, accounts));
    const described = found === undefined ? describe(accounts, cohesion) : found.described;
    memory.push({ members: accounts, described, missed: found?.missed ?? 0 });
    return { ...described, features: { ...described.features, cohesion } };
  };
};

const stillTrue = (memory: readonly Remembered[], since: Since): Map<number, Remembered[]> => {
  const { accountNow, stirred, renewFrom } = since;
  const recounted = recounter(since);
  const known = new Map<number, Remembered[]>();
  for (const { members, described, missed: before } of memory) {
    const now = members.map((a) => accountNow[a]!);
    if (now.includes(NONE)) continue;
    const stir = now.reduce((sum, a) => sum + stirred[a]!, 0);
    const missed = before + stir / now.length;
    if (missed > 0 && missed >= renewFrom) continue;
    const hash = hashOf(now);
    const same = known.get(hash) ?? [];
    const signals = stir > 0 ? recounted(members, described.evidence.signals) : described.evidence.signals;
    same.push({ members: now, missed, described: { ...described, evidence: { ...described.evidence, signals } } });
    known.set(hash, same);
  }
  return known;
};

/**
 * Signals of a group's evidence with the members that show them now: whatever is reckoned with a signal's accounts must not find more
 * of them in the group than there are. O(rows of the members that did anything).
 */
const recounter = ({ accountNow, before, index, stirred }: Since) => {
  const placeOf = new Uint32Array(index.signalKeys.length); // 1 + place
  return (members: Uint32Array, signals: readonly GroupSignal[]): readonly GroupSignal[] => {
    const shown = Int32Array.from(signals, (signal) => signal.members);
    signals.forEach(({ signal }, place) => {
      placeOf[signal] = place + 1;
    });
    const count = ({ accountStart, rowSignal }: ObservationIndex, account: number, by: number): void => {
      for (let row = accountStart[account]!; row < accountStart[account + 1]!; row++) {
        const place = placeOf[rowSignal[row]!]!;
        if (place > 0) shown[place - 1]! += by;
      }
    };
    for (const old of members) {
      if (stirred[accountNow[old]!] === 0) continue;
      count(before, old, -1);
      count(index, accountNow[old]!, 1);
    }
    for (const { signal } of signals) placeOf[signal] = 0;
    return signals
      .map(({ signal }, place) => ({ signal, members: shown[place]! }))
      .filter(({ members: now }) => now >= 2);
  };
};

const hashOf = (numbers: Uint32Array): number => numbers.reduce((hash, a) => mix32(hash ^ a), numbers.length);

const sameNumbers = (x: Uint32Array, y: Uint32Array): boolean =>
  x.length === y.length && x.every((number, i) => number === y[i]);
