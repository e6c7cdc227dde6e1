/**
 * The engine's input: plain columns, so that it can come from Neo4j, a file or another process alike. Row i of the
 * observation columns says that account `account[i]` showed signal `signal[i]`. Rows may come in any order; the pair
 * (account, signal) is unique. Times are epoch seconds.
 */
export interface ObservationColumns {
  /** Account ids; an account's number is its index here. */
  readonly accounts: readonly string[];
  /** Creation time of each account in epoch seconds; NaN where unknown (then its first observation stands in). */
  readonly createdAt: Float64Array;
  /** Requests served to each account. */
  readonly requests: Float64Array;
  /** Signal keys; a signal's number is its index here. */
  readonly signals: readonly string[];
  /** Index into `types` of each signal. */
  readonly signalType: Uint8Array;
  readonly types: readonly SignalTypeProfile[];
  /** What is known of some signals beside their type (that an address is a VPN's); absent where nothing is. */
  readonly traits?: readonly SignalTrait[];
  /** By signal: 0 for nothing known, else 1 + index into `traits`. Goes with `traits`. */
  readonly signalTrait?: Uint8Array;
  readonly account: Uint32Array;
  readonly signal: Uint32Array;
  readonly count: Uint32Array;
  readonly first: Float64Array;
  readonly last: Float64Array;
  /**
   * 8-hour epoch windows (floor(seconds / 28,800)) of row i: windows[windowStart[i] .. windowStart[i + 1]), sorted and unique.
   * Length rows + 1. A row may have none: then nothing is known of its synchrony.
   */
  readonly windowStart: Uint32Array;
  readonly windows: Uint32Array;
}

/** A trait of signals. */
export interface SignalTrait {
  readonly name: string;
  /** Word for people, as in "36 IPs (31 VPN)". */
  readonly spoken: string;
  /** Whether people who have nothing to do with each other share such a signal by design: then it counts less. */
  readonly shared: boolean;
}

/** What the engine must know of a signal type (see the signal registry). */
export interface SignalTypeProfile {
  readonly name: string;
  readonly kind: 'identifier' | 'behaviour';
  readonly family: string;
  readonly strength: number;
}
