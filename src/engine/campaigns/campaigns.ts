import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import type { ScoredRing } from '../rings/rings.ts';
import type { Weights } from '../weights/weights.ts';
import { ringSignals } from './own-signals.ts';
import { type Tie, tiesOf } from './ties.ts';
import { type Unit, unitOf } from './unit.ts';

/** Rings of one operator, by their indices. */
export interface FoundCampaign {
  /** Two at least, ascending. */
  readonly rings: readonly number[];
  /** Surprise in bits of the weakest tie that holds it together. */
  readonly bits: number;
  /** Signals that tie its rings: common in several of them and hardly shown by anybody else. Ascending. */
  readonly signals: Uint32Array;
}

/**
 * Stage 9. Which rings are one campaign: they share signals that are common in each of them, more than popularity explains (`tiesOf`).
 * Rings that are tied become one unit, and units are held against each other again, since a small ring may share one template with each of
 * five others: until nothing is tied any more. `campaignError` bounds the chance of a single wrong tie in the whole run: the first pass
 * has half of it to spend on all its pairs (Bonferroni), the next a quarter, and so on.
 */
export const findCampaigns = (
  rings: readonly Pick<ScoredRing, 'members'>[],
  index: ObservationIndex,
  weights: Weights,
  config: EngineConfig,
): { readonly campaigns: readonly FoundCampaign[]; readonly counters: Readonly<Record<string, number>> } => {
  const signals = ringSignals(rings, index);
  let units: readonly Unit[] = rings.map((_, ring) =>
    unitOf([{ rings: [ring], signals: signals.common[ring]! }], Number.POSITIVE_INFINITY, new Set(), index, signals),
  );
  const counters = { campaigns: 0, rings: 0, ties: 0, passes: 0 };
  for (let error = config.campaignError / 2; units.length > 1; error /= 2) {
    const needed = Math.log2((units.length * (units.length - 1)) / 2 / error);
    const ties = tiesOf(units, index, weights, signals).filter(({ bits }) => bits >= needed);
    counters.passes++;
    if (ties.length === 0) break;
    counters.ties += ties.length;
    units = joined(units, ties).map(({ parts, bits, ties: by }) => unitOf(parts, bits, by, index, signals));
  }
  const campaigns = units
    .filter((unit) => unit.rings.length > 1)
    .map(({ rings: its, bits, ties }) => ({ rings: its, bits, signals: Uint32Array.from(ties).sort() }));
  counters.campaigns = campaigns.length;
  counters.rings = campaigns.reduce((sum, campaign) => sum + campaign.rings.length, 0);
  return { campaigns, counters };
};

/** Units that ties join, the surest ties first: so the weakest one that was needed tells how surely the whole is one. */
const joined = (units: readonly Unit[], ties: readonly Tie[]) => {
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
  return [...new Set(groupOf)].map((group) => ({ ...group, parts: group.parts.map((u) => units[u]!) }));
};
