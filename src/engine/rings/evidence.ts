import type { EngineConfig } from '../config.ts';
import { degreeOf, type ObservationIndex, traitNamed } from '../input/observation-index.ts';
import type { Ring, RingMember } from '../result.ts';
import { median } from '../support/median.ts';
import { byText } from '../support/text-order.ts';
import type { Weights } from '../weights/weights.ts';
import type { ScoredRing } from './rings.ts';
import { type Shown, shownByMember } from './shown.ts';
import { summarise } from './summary.ts';

/** A ring that lineage has not yet named. */
export type UnnamedRing = Omit<Ring, 'id'>;

/** A ring without what its hierarchy says. */
export type Explained = Omit<UnnamedRing, 'cells'>;

/** Six decimals: the same text on every machine whose logarithms differ in the last bit. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** Stage 7. What ties a ring together, for people: evidence in bits, members with their own strength, a sentence. */
export const explain = (
  ring: Omit<ScoredRing, 'community'>,
  shown: Shown,
  index: ObservationIndex,
  weights: Weights,
  config: EngineConfig,
): Explained => {
  const kept = ring.evidence.signals.slice(0, config.maxEvidence);
  const medianDegree = median(ring.degrees);
  const strongest = kept
    .map(({ signal }, place) => ({ signal, place, bits: weights.bits[signal]! }))
    .sort((x, y) => y.bits - x.bits || x.signal - y.signal);
  const keys = kept.map(({ signal }) => index.signalKeys[signal]!);
  const byMember = shownByMember(
    shown,
    ring.members.length,
    strongest.map(({ place }) => place),
  );
  const keysOf = (member: number): string[] => {
    const [from, to] = [byMember.start[member]!, byMember.start[member + 1]!];
    const shows = new Array<string>(to - from);
    for (let i = from; i < to; i++) shows[i - from] = keys[byMember.place[i]!]!;
    return shows;
  };
  let requests = 0;
  const members: RingMember[] = [];
  ring.members.forEach((account, i) => {
    requests += index.requests[account]!;
    const bits = ring.evidence.bits[i]!;
    // Half at the link threshold, and less for somebody linked to far fewer members than most are.
    const held = 1 - 2 ** (-bits / Math.max(weights.threshold, 1e-9));
    const linked = medianDegree === 0 ? 1 : Math.min(1, Math.sqrt(ring.degrees[i]! / medianDegree));
    members.push({
      account: index.accountIds[account]!,
      strength: rounded(held * linked),
      bits: rounded(bits),
      signals: keysOf(i),
    });
  });
  const [firsts, lasts] =
    kept.length > 0
      ? [shown.first.subarray(0, kept.length), shown.last.subarray(0, kept.length)]
      : [ofRows(index, ring.members, index.first), ofRows(index, ring.members, index.last)];
  members.sort((x, y) => y.strength - x.strength || byText(x.account, y.account));
  return {
    score: rounded(ring.score),
    members,
    evidence: kept.map(({ signal, members: reached }) => ({
      signal: index.signalKeys[signal]!,
      type: index.types[index.signalType[signal]!]!.name,
      bits: rounded(weights.bits[signal]!),
      members: reached,
      accounts: degreeOf(index, signal),
      ...traitNamed(index, signal),
    })),
    features: Object.fromEntries(Object.entries(ring.features).map(([name, value]) => [name, rounded(value)])),
    firstSeen: firsts.reduce((x, y) => Math.min(x, y), Number.POSITIVE_INFINITY),
    lastSeen: lasts.reduce((x, y) => Math.max(x, y), Number.NEGATIVE_INFINITY),
    requests,
    summary: summarise(ring, shown, index, weights),
  };
};

/** A column of all rows of members, for a ring without evidence: accounts in lockstep may have nothing else in common. */
const ofRows = ({ accountStart }: ObservationIndex, members: Uint32Array, column: Float64Array): Float64Array =>
  Float64Array.from(
    Array.from(members).flatMap((a) => Array.from(column.subarray(accountStart[a]!, accountStart[a + 1]!))),
  );
