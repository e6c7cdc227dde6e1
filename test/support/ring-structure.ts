import { buildPartners, type Partners } from '../../src/engine/counterfactual/partners.ts';
import { type RingQuestions, ringQuestions } from '../../src/engine/counterfactual/questions.ts';
import type { DetectionResult, EngineConfig, ObservationColumns, Ring } from '../../src/engine/index.ts';
import {
  countsOfTypes,
  type RingStructure,
  ringStructure,
  type ShownSignals,
} from '../../src/engine/match/ring-structure.ts';
import { type TieRules, tieRules } from '../../src/engine/match/tie-rules.ts';
import { logistic, logOdds } from '../../src/engine/rings/score.ts';

/** What each account shows, as the graph would tell it. */
export const shownSignals = (columns: ObservationColumns): ReadonlyMap<string, ShownSignals> => {
  const shown = columns.accounts.map((account, a) => ({
    account,
    created: columns.createdAt[a]!,
    signals: [] as { key: string; windows: readonly number[] }[],
    counts: countsOfTypes(),
  }));
  columns.account.forEach((a, row) => {
    const signal = columns.signal[row]!;
    const type = columns.types[columns.signalType[signal]!]!.name;
    const { signals, counts } = shown[a]!;
    const windows = columns.windows.subarray(columns.windowStart[row]!, columns.windowStart[row + 1]!);
    signals.push({ key: columns.signals[signal]!, windows: [...windows] });
    counts.add(type, windows.length);
  });
  return new Map(shown.map(({ counts, ...account }) => [account.account, { ...account, ...counts }]));
};

/** All steps at once. */
export const partnersOf = (structure: RingStructure, rules: TieRules, seed: number): Partners => {
  const building = buildPartners(structure, rules, seed);
  for (;;) {
    const step = building.next();
    if (step.done) return step.value;
  }
};

export interface AskedRing {
  readonly structure: RingStructure;
  readonly rules: TieRules;
  readonly questions: RingQuestions;
}

/** A ring of a result, ready to be asked. */
export const askedRing = (
  shown: ReadonlyMap<string, ShownSignals>,
  ring: Ring,
  { basis }: DetectionResult,
  config: EngineConfig,
): AskedRing => {
  const rules = tieRules(basis, config);
  const members = ring.members.map(({ account }) => shown.get(account)!);
  const structure = ringStructure(
    members,
    ring.evidence.map(({ signal: key, ...rest }) => ({ key, ...rest })),
    rules,
  );
  const questions = ringQuestions(structure, partnersOf(structure, rules, config.seed), rules, {
    features: ring.features,
    score: ring.score,
    scoreOf: (features) => logistic(logOdds(features as never, config.score)),
    minRingSize: config.minRingSize,
    minScore: config.minScore,
  });
  return { structure, rules, questions };
};
