import { type Finding, failure, ok, warning } from './check.ts';

/** One question to the server and its answer, all in epoch ms of whoever tells it. */
export interface ClockSample {
  readonly asked: number;
  readonly answered: number;
  readonly server: number;
}

export interface ClockDifference {
  /** How far the server's clock is ahead of ours, ms; negative when it is behind. */
  readonly aheadMs: number;
  /** The true difference lies within ± this. */
  readonly withinMs: number;
}

/**
 * As in NTP: the answer was given somewhere between question and arrival, so its middle is off by half of the way at most. The
 * fastest answer tells most. Throws RangeError without a sample.
 */
export const clockDifference = (samples: readonly ClockSample[]): ClockDifference => {
  const way = ({ asked, answered }: ClockSample): number => Math.max(0, answered - asked);
  const best = samples.toSorted((a, b) => way(a) - way(b))[0];
  if (best === undefined) throw new RangeError('no samples of the clock');
  const half = way(best) / 2;
  return { aheadMs: best.server - best.asked - half, withinMs: half };
};

/** A difference that people notice in times of the same moment, ms. */
const NOTICED_MS = 1_000;

/** `toleranceMs`: how far in the future an event's time may lie. */
export const clockFinding = ({ aheadMs, withinMs }: ClockDifference, toleranceMs: number): Finding => {
  const off = Math.round(Math.abs(aheadMs));
  const said = `Neo4j's clock is ${off === 0 ? 'like' : `${off} ms ${aheadMs > 0 ? 'ahead of' : 'behind'}`} this machine's (± ${Math.ceil(withinMs)} ms).`;
  const least = Math.max(0, off - withinMs);
  const mend = 'Let both machines take their time from NTP (timedatectl, chronyc tracking).';
  if (least >= Math.max(toleranceMs, NOTICED_MS)) {
    return failure(`${said} Events are taken by this machine's clock, runs and leases go by Neo4j's.`, mend);
  }
  return least >= NOTICED_MS ? warning(said, mend) : ok(said);
};
