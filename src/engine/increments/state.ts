import type { EngineConfig } from '../config.ts';
import type { Decided } from '../decisions/decided.ts';
import { type DetectOptions, type Products, runStages, wholeRun, withoutAllowed } from '../detect.ts';
import type { ObservationColumns } from '../input/columns.ts';
import { degreeOf } from '../input/observation-index.ts';
import type { DetectionResult } from '../result.ts';
import { byText } from '../support/text-order.ts';
import { type IndexNumbers, numbersIn } from './changes.ts';
import { type Remembered, rememberingDescriber } from './remembered.ts';
import { fresh, type Staleness } from './staleness.ts';

/** What a run leaves behind for the next increment, some 400 bytes an account and 60 a link and observation. */
export interface RunState extends Products {
  readonly config: EngineConfig;
  /** What is allowed, whose observations are not in the index; see `allowedBy`. */
  readonly allowed: string;
  /** By hub, in the order of `hubs.signals`: accounts that showed it when it was classed. */
  readonly hubDegree: Uint32Array;
  /** What was said of every group of accounts that was scored. */
  readonly memory: readonly Remembered[];
  readonly stale: Staleness;
  readonly numbers: IndexNumbers;
  /** Accounts of the last whole run, and how many came or went since. */
  readonly wholeAccounts: number;
  readonly cameOrWent: number;
}

/** A name for what was allowed to be left out, whatever its order: with another one the index is another one. */
export const allowedBy = (
  { signals, accounts }: Pick<Decided, 'signals' | 'accounts'> = { signals: [], accounts: [] },
): string => JSON.stringify([[...signals].sort(byText), [...accounts].sort(byText)]);

/** A whole run, as `detect` does it, that keeps what an increment begins at. */
export const detectKeeping = (
  columns: ObservationColumns,
  config: EngineConfig,
  options: DetectOptions = {},
): { readonly result: DetectionResult; readonly state: RunState } => {
  const memory: Remembered[] = [];
  const { columns: kept, counted } = withoutAllowed(columns, options.decided);
  const whole = wholeRun(kept, config, options);
  const { result, products } = runStages(
    {
      ...whole,
      describer: (...of) => rememberingDescriber(whole.describer(...of), memory),
    },
    config,
    options,
  );
  const { index, hubs } = products;
  const accounts = index.accountIds.length;
  return {
    result: counted(result),
    state: {
      ...products,
      config,
      allowed: allowedBy(options.decided),
      hubDegree: hubs.signals.map((signal) => degreeOf(index, signal)),
      memory,
      stale: fresh(accounts),
      numbers: numbersIn(index),
      wholeAccounts: accounts,
      cameOrWent: 0,
    },
  };
};
