import type { EngineConfig } from '../config.ts';
import type { PreviousRing, Ring, Succession } from '../result.ts';
import { stableId } from '../support/stable-id.ts';
import { byText } from '../support/text-order.ts';
import type { UnnamedRing } from './evidence.ts';

/** Rings of nearly equal members are the same ring. */
const SAME_JACCARD = 0.9;

export interface Lineage {
  /** Sorted by score, then size, then id. */
  readonly rings: readonly Ring[];
  readonly lineage: readonly Succession[];
  readonly counters: Readonly<Record<string, number>>;
}

/** `ring_` + 12 characters of base32 over the sorted member ids. */
export const ringId = (accounts: readonly string[], taken: ReadonlySet<string>): string =>
  stableId('ring_', [...accounts].sort(byText).join('\n'), taken);

interface Overlap {
  readonly before: number;
  readonly after: number;
  readonly shared: number;
  readonly jaccard: number;
}

/**
 * Stage 8. Rings that go on keep their ids: pairs of old and new by falling Jaccard, one to one; further overlaps are
 * recorded as splits and merges. An overlap counts from `minJaccard` on, or when it is half of the smaller ring.
 * O(memberships of both runs).
 */
export const nameRings = (
  unnamed: readonly UnnamedRing[],
  previous: readonly PreviousRing[],
  config: EngineConfig,
): Lineage => {
  const before = previous.map((ring) => ({ id: ring.id, size: new Set(ring.accounts).size }));
  const ringsOf = new Map<string, number[]>();
  for (const [b, ring] of previous.entries())
    for (const account of new Set(ring.accounts)) {
      const list = ringsOf.get(account);
      if (list === undefined) ringsOf.set(account, [b]);
      else list.push(b);
    }
  const keys = unnamed.map((ring) =>
    ringId(
      ring.members.map((member) => member.account),
      new Set(),
    ),
  );
  const overlaps: Overlap[] = [];
  for (const [after, ring] of unnamed.entries()) {
    const shared = new Map<number, number>();
    for (const { account } of ring.members)
      for (const b of ringsOf.get(account) ?? []) shared.set(b, (shared.get(b) ?? 0) + 1);
    for (const [b, count] of shared) {
      const [old, now] = [before[b]!.size, ring.members.length];
      const jaccard = count / (old + now - count);
      if (jaccard >= config.minJaccard || 2 * count >= Math.min(old, now))
        overlaps.push({ before: b, after, shared: count, jaccard });
    }
  }
  overlaps.sort(
    (x, y) =>
      y.jaccard - x.jaccard ||
      y.shared - x.shared ||
      byText(before[x.before]!.id, before[y.before]!.id) ||
      byText(keys[x.after]!, keys[y.after]!),
  );

  const taken = new Set(before.map((ring) => ring.id));
  const ids: (string | undefined)[] = unnamed.map(() => undefined);
  const goesOn = new Set<number>();
  for (const { before: b, after } of overlaps) {
    if (goesOn.has(b) || ids[after] !== undefined) continue;
    goesOn.add(b);
    ids[after] = before[b]!.id;
  }
  const inOrder = unnamed.map((_, i) => i).sort((x, y) => byText(keys[x]!, keys[y]!));
  for (const i of inOrder) {
    if (ids[i] !== undefined) continue;
    const id = ringId(
      unnamed[i]!.members.map((member) => member.account),
      taken,
    );
    taken.add(id);
    ids[i] = id;
  }

  const successors = new Map<number, number>();
  const ancestors = new Map<number, number>();
  for (const { before: b, after } of overlaps) {
    successors.set(b, (successors.get(b) ?? 0) + 1);
    ancestors.set(after, (ancestors.get(after) ?? 0) + 1);
  }
  const how = ({ before: b, after, jaccard }: Overlap): Succession['how'] => {
    if (ancestors.get(after)! > 1) return 'merged';
    if (successors.get(b)! > 1) return 'split';
    if (jaccard >= SAME_JACCARD) return 'same';
    return unnamed[after]!.members.length >= before[b]!.size ? 'grew' : 'shrank';
  };
  const lineage = overlaps
    .map((overlap) => ({
      from: before[overlap.before]!.id,
      to: ids[overlap.after]!,
      jaccard: Math.round(overlap.jaccard * 1e6) / 1e6,
      how: how(overlap),
    }))
    .sort((x, y) => byText(x.from, y.from) || byText(x.to, y.to));
  const rings = unnamed
    .map((ring, i): Ring => ({ id: ids[i]!, ...ring }))
    .sort((x, y) => y.score - x.score || y.members.length - x.members.length || byText(x.id, y.id));
  return {
    rings,
    lineage,
    counters: {
      previous: previous.length,
      kept: goesOn.size,
      new: unnamed.length - goesOn.size,
      ended: previous.length - successors.size,
    },
  };
};
