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
  /** Signals whose word was found wrong, each with what is left of it, 0–1: appeals against bans that were overturned. */
  readonly doubted: readonly { readonly signal: string; readonly factor: number }[];
}

export const NOTHING_DECIDED: Decided = { signals: [], accounts: [], groups: [], confirmed: [], doubted: [] };

export const isNothing = ({ signals, accounts, groups, confirmed, doubted }: Decided): boolean =>
  signals.length + accounts.length + groups.length + confirmed.length + doubted.length === 0;
