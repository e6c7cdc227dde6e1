/** What came of one attempt. */
export type Attempt =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfterMs: number | null }
  /** `lasting`: another attempt would come out the same. */
  | { readonly kind: 'failed'; readonly problem: string; readonly lasting: boolean };

export interface RetryRule {
  /** Attempts in all. */
  readonly attempts: number;
  readonly firstMs: number;
  readonly mostMs: number;
}

export type Verdict =
  | { readonly state: 'delivered'; readonly status: number | null; readonly problem: null }
  | { readonly state: 'pending'; readonly status: number | null; readonly problem: string; readonly waitMs: number }
  | { readonly state: 'dead'; readonly status: number | null; readonly problem: string };

/** Asked to slow down, or a fault that may pass. Every other 4xx would be answered the same again. */
const PASSING = new Set([408, 425, 429]);
/** Nobody is waited for longer than this, ms. */
const LONGEST_RETRY_AFTER_MS = 86_400_000;

/**
 * Whether a message is delivered, tried again or dead. Waits grow exponentially with full jitter (uniform in 0 … min(most, first·2ⁿ)), so that the
 * messages of one outage do not come back together; `Retry-After` is the least that is waited. `random` is in [0, 1).
 */
export const verdictOf = (attempt: Attempt, attempts: number, rule: RetryRule, random: number): Verdict => {
  const status = attempt.kind === 'answered' ? attempt.status : null;
  if (attempt.kind === 'answered' && attempt.status >= 200 && attempt.status < 300) {
    return { state: 'delivered', status, problem: null };
  }
  const problem = attempt.kind === 'answered' ? `status-${attempt.status}` : attempt.problem;
  const lasting =
    attempt.kind === 'answered' ? !(attempt.status >= 500 || PASSING.has(attempt.status)) : attempt.lasting;
  if (lasting || attempts >= rule.attempts) return { state: 'dead', status, problem };
  const asked = attempt.kind === 'answered' ? Math.min(attempt.retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS) : 0;
  return { state: 'pending', status, problem, waitMs: Math.max(asked, jittered(attempts, rule, random)) };
};

const jittered = (attempts: number, { firstMs, mostMs }: RetryRule, random: number): number =>
  Math.floor(random * Math.min(mostMs, firstMs * 2 ** Math.max(0, attempts - 1)));

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** `Retry-After` in seconds or as a date (RFC 9110 §10.2.3) → ms from now; null for what is neither. */
export const retryAfterMs = (header: string | undefined, now: number): number | null => {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header)) return Number(header) * 1000;
  const at = HTTP_DATE.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
};
