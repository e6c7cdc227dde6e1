/** How a batch has fared so far. */
export interface Fared {
  readonly done: number;
  readonly failed: number;
  /** Appeals against its bans. */
  readonly appeals: number;
}

export interface Limits {
  /** Shares of those that were answered; more stops the batch. */
  readonly maxErrorShare: number;
  readonly maxAppealShare: number;
}

/** Fewer answers than this say nothing of a share, unless none of them was good. */
const TOO_FEW = 20;

/** Why the service stops a batch by itself, or null. Looked at after every answer, in the canary and in each wave. */
export const stopReason = (
  { done, failed, appeals }: Fared,
  { maxErrorShare, maxAppealShare }: Limits,
): string | null => {
  const answered = done + failed;
  if (failed > 0 && failed / answered > maxErrorShare && (answered >= TOO_FEW || done === 0)) {
    return `${failed} of ${answered} accounts failed, more than ${percent(maxErrorShare)}`;
  }
  if (appeals > 0 && appeals / Math.max(1, done) > maxAppealShare) {
    return `${appeals} of ${done} accounts appealed, more than ${percent(maxAppealShare)}`;
  }
  return null;
};

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** What is known of a wave that may be over. */
export interface WaveState {
  readonly wave: number;
  readonly lastWave: number;
  /** Not sent yet, of this wave. */
  readonly waiting: number;
  /** Sent and not answered, of the whole batch. */
  readonly unanswered: number;
  readonly startedAt: number;
  /** When the last of the canary was answered; null before. */
  readonly quietSince: number | null;
}

export type NextStep =
  | { readonly kind: 'wait' }
  /** The canary is answered: from now on it is held. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'promote' }
  | { readonly kind: 'nextWave' }
  | { readonly kind: 'finish' };

/** What a batch that has not been stopped does next. Times in ms. */
export const nextStep = (
  state: WaveState,
  { holdMs, betweenMs }: { holdMs: number; betweenMs: number },
  now: number,
): NextStep => {
  const { wave, lastWave, waiting, unanswered, startedAt, quietSince } = state;
  if (waiting > 0) return { kind: 'wait' };
  if (wave === 0) {
    if (unanswered > 0) return { kind: 'wait' };
    if (quietSince === null) return { kind: 'hold' };
    return { kind: now - quietSince >= holdMs ? 'promote' : 'wait' };
  }
  if (wave < lastWave) return { kind: now - startedAt >= betweenMs ? 'nextWave' : 'wait' };
  return { kind: unanswered === 0 ? 'finish' : 'wait' };
};
