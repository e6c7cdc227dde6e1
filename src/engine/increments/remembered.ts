import { mix32 } from '../input/canonical-order.ts';
import type { Described } from '../rings/features.ts';
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
  const known = new Map<number, Remembered[]>();
  for (const { members, described, missed: before } of memory) {
    const now = members.map((a) => accountNow[a]!);
    if (now.includes(NONE)) continue;
    const missed = before + now.reduce((sum, a) => sum + stirred[a]!, 0) / now.length;
    if (missed > 0 && missed >= renewFrom) continue;
    const hash = hashOf(now);
    const same = known.get(hash) ?? [];
    same.push({ members: now, missed, described });
    known.set(hash, same);
  }
  return known;
};

const hashOf = (numbers: Uint32Array): number => numbers.reduce((hash, a) => mix32(hash ^ a), numbers.length);

const sameNumbers = (x: Uint32Array, y: Uint32Array): boolean =>
  x.length === y.length && x.every((number, i) => number === y[i]);
