import { degreeOf, type ObservationIndex } from '../input/observation-index.ts';
import { type RankedSet, rankedSet } from '../support/ranked-set.ts';
import type { Weights } from '../weights/weights.ts';
import type { GroupEvidence } from './group-evidence.ts';
import { tellingBits } from './membership.ts';

/** Sums of the same bits, in another order and kept in half of the memory, differ by rounding; none by so much. */
const ROUNDING = 1e-2;

interface WithEvidence {
  readonly members: Uint32Array;
  readonly evidence: Pick<GroupEvidence, 'signals'>;
}

/** Signals of any of the rings' evidence. */
export const signalsOfEvidence = (rings: readonly WithEvidence[], index: ObservationIndex): RankedSet =>
  rankedSet(
    index.signalKeys.length,
    rings.flatMap(({ evidence }) => evidence.signals.map(({ signal }) => signal)),
  );

/**
 * Whether an account could join any of the rings at all: behaviour of theirs that it shows, each at the most that any ring gives for it,
 * reaches the bits of a link. Looked at when an account is first asked for. Where rings share public templates, hundreds of them pass
 * over the same outsiders; at two million accounts nineteen of twenty such showings are of accounts that could join none.
 */
export const couldJoin = (
  rings: readonly WithEvidence[],
  ofEvidence: RankedSet,
  index: ObservationIndex,
  weights: Pick<Weights, 'threshold'>,
): ((account: number) => boolean) => {
  const most = new Float32Array(ofEvidence.size);
  for (const { members, evidence } of rings)
    for (const { signal, members: shown } of evidence.signals) {
      const type = index.signalType[signal]!;
      if (index.types[type]!.kind !== 'behaviour') continue;
      const bits = tellingBits(shown, members.length, degreeOf(index, signal), index.typeAccounts[type]!);
      const place = ofEvidence.rankOf(signal);
      if (bits > most[place]!) most[place] = bits;
    }
  const known = new Uint8Array(index.accountIds.length); // 1: no, 2: yes
  const could = (account: number): boolean => {
    let sum = 0;
    for (let row = index.accountStart[account]!; row < index.accountStart[account + 1]!; row++) {
      const place = ofEvidence.rankOf(index.rowSignal[row]!);
      if (place >= 0) sum += most[place]!;
    }
    return sum >= weights.threshold - ROUNDING;
  };
  return (account) => {
    if (known[account] === 0) known[account] = could(account) ? 2 : 1;
    return known[account] === 2;
  };
};
