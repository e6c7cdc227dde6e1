/** An account in a ring, or one that somebody listed by hand (then without a ring, where it is in none). */
export interface Drawn {
  readonly account: string;
  readonly ring: string | null;
  readonly strength: number | null;
  readonly bits: number | null;
  /** What whoever listed it by hand said of it. */
  readonly reason: string | null;
}

export interface Listed extends Drawn {
  /** All rings that it was drawn from, in order of id. */
  readonly rings: readonly string[];
}

/** Why an account is left out of a list. */
export const EXCLUSIONS = [
  'unknown_account',
  'already_banned',
  'allow_listed',
  'in_another_batch',
  'ring_not_confirmed',
  'rule',
  'by_hand',
] as const;
export type ExclusionReason = (typeof EXCLUSIONS)[number];
