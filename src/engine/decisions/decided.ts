/** What people have decided, as a run is told of it. Names that the population does not have are passed over. */
export interface Decided {
  /** Keys of signals that are no evidence: the card of a company, the range of an office. */
  readonly signals: readonly string[];
  /** Accounts that are in no ring. */
  readonly accounts: readonly string[];
  /** Groups that may act together: no ring is made of them. */
  readonly groups: readonly (readonly string[])[];
  /** Accounts of each ring that was confirmed: what still hangs together of them is reported whatever its score. */
  readonly confirmed: readonly (readonly string[])[];
}

export const NOTHING_DECIDED: Decided = { signals: [], accounts: [], groups: [], confirmed: [] };

export const isNothing = ({ signals, accounts, groups, confirmed }: Decided): boolean =>
  signals.length + accounts.length + groups.length + confirmed.length === 0;
