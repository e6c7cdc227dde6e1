import type { EngineConfig } from '../config.ts';
import { type DetectOptions, type Products, runStages, wholeRun } from '../detect.ts';
import type { ObservationColumns } from '../input/columns.ts';
import { degreeOf } from '../input/observation-index.ts';
import type { DetectionResult } from '../result.ts';
import { type SignalNumbers, signalNumbers } from './merged-signals.ts';
import { type Remembered, rememberingDescriber } from './remembered.ts';
import { fresh, type Staleness } from './staleness.ts';

/** What a run leaves behind for the next increment: plain values, some 400 bytes an account and 60 a link and observation. */
export interface RunState extends Products {
  readonly config: EngineConfig;
  /** By hub, in the order of `hubs.signals`: accounts that showed it when it was classed. */
  readonly hubDegree: Uint32Array;
  /** What was said of every group of accounts that was scored. */
  readonly memory: readonly Remembered[];
  readonly stale: Staleness;
  readonly numbers: SignalNumbers;
  /** Accounts of the last whole run, and how many came or went since. */
  readonly wholeAccounts: number;
  readonly cameOrWent: number;
}

/** A whole run, as `detect` does it, that keeps what an increment begins at. Without decisions: an increment takes none either. */
export const detectKeeping = (
  columns: ObservationColumns,
  config: EngineConfig,
  options: Omit<DetectOptions, 'decided'> = {},
): { readonly result: DetectionResult; readonly state: RunState } => {
  const memory: Remembered[] = [];
  const whole = wholeRun(columns, config, options);
  const { result, products } = runStages(
    {
      ...whole,
      describer: (index, weights, lockstep) => rememberingDescriber(whole.describer(index, weights, lockstep), memory),
    },
    config,
    { ...options, decided: undefined },
  );
  const { index, hubs } = products;
  const accounts = index.accountIds.length;
  return {
    result,
    state: {
      ...products,
      config,
      hubDegree: hubs.signals.map((signal) => degreeOf(index, signal)),
      memory,
      stale: fresh(accounts),
      numbers: signalNumbers(index),
      wholeAccounts: accounts,
      cameOrWent: 0,
    },
  };
};
