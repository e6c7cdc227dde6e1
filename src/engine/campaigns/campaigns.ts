import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import type { ScoredRing } from '../rings/rings.ts';
import type { Weights } from '../weights/weights.ts';
import { ownSignals } from './own-signals.ts';
import { type Tie, tiesOf, type Unit } from './ties.ts';

/** Rings of one operator, by their indices. */
export interface FoundCampaign {
  /** Two at least, ascending. */
  readonly rings: readonly number[];
  /** Surprise in bits of the weakest tie that holds it together. */
  readonly bits: number;
  /** Own signals that several of its rings share, ascending. */
  readonly signals: Uint32Array;
}

/**
 * Stage 9. Which rings are one campaign: those that share own signals (`ownSignals`) more than chance explains (`tiesOf`). Rings that are tied become one unit, and units are held against each other again, since a small ring may share one template with each of
 * five others: until nothing is tied any more. `campaignError` bounds the chance of a single wrong tie in the whole run: the first pass
 * has half of it to spend on all its pairs (Bonferroni), the next a quarter, and so on.
 */
export const findCampaigns = (
  rings: readonly Pick<ScoredRing, 'members'>[],
  index: ObservationIndex,
  weights: Weights,
  config: EngineConfig,
): { readonly campaigns: readonly FoundCampaign[]; readonly counters: Readonly<Record<string, number>> } => {
  const { ofRing, drawnFrom } = ownSignals(rings, index, weights);
  let units: readonly Unit[] = ofRing.map((signals, ring) => ({
    rings: [ring],
    signals,
    bits: Number.POSITIVE_INFINITY,
    ties: new Set(),
  }));
  const counters = { campaigns: 0, rings: 0, ties: 0, passes: 0 };
  for (let error = config.campaignError / 2; units.length > 1; error /= 2) {
    const needed = Math.log2((units.length * (units.length - 1)) / 2 / error);
    const ties = tiesOf(units, index, drawnFrom).filter(({ bits }) => bits >= needed);
    counters.passes++;
    if (ties.length === 0) break;
    counters.ties += ties.length;
    units = joined(units, ties);
  }
  const campaigns = units
    .filter((unit) => unit.rings.length > 1)
    .map(({ rings: its, bits, ties }) => ({ rings: its, bits, signals: Uint32Array.from(ties).sort() }));
  counters.campaigns = campaigns.length;
  counters.rings = campaigns.reduce((sum, campaign) => sum + campaign.rings.length, 0);
  return { campaigns, counters };
};

/** Units that ties join, the surest ties first: so the weakest one that was needed tells how surely the whole is one. */
const joined = (units: readonly Unit[], ties: readonly Tie[]): readonly Unit[] => {
  const groupOf = units.map((unit, u) => ({ parts: [u], bits: unit.bits, ties: new Set(unit.ties) }));
  for (const tie of [...ties].sort((x, y) => y.bits - x.bits || x.a - y.a || x.b - y.b)) {
    const [into, from] = [groupOf[tie.a]!, groupOf[tie.b]!];
    for (const signal of tie.signals) into.ties.add(signal);
    if (into === from) continue;
    into.bits = Math.min(into.bits, from.bits, tie.bits);
    into.parts.push(...from.parts);
    for (const signal of from.ties) into.ties.add(signal);
    for (const part of from.parts) groupOf[part] = into;
  }
  return [...new Set(groupOf)].map(({ parts, bits, ties: by }) => {
    const its = parts.map((u) => units[u]!);
    return {
      rings: its.flatMap((unit) => unit.rings).sort((x, y) => x - y),
      signals: Uint32Array.from(new Set(its.flatMap((unit) => [...unit.signals]))).sort(),
      bits,
      ties: by,
    };
  });
};
