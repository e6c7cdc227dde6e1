import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { RingfenceError } from '../errors.ts';
import type { Caller } from './caller.ts';

export interface RateLimit {
  /** Counts one request of a caller: headers that tell how many are left, and what to answer where there was none left. */
  take(caller: Caller): Promise<Taken>;
}

export interface Taken {
  readonly headers: Readonly<Record<string, string>>;
  /** `rate-limited`. */
  readonly refused: RingfenceError | null;
}

const WINDOW_SECONDS = 60;

/**
 * So many requests a minute for each key and each person, by this instance's own count. Headers are those of
 * draft-ietf-httpapi-ratelimit-headers.
 */
export const rateLimit = (requestsPerMinute: number): RateLimit => {
  const limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: WINDOW_SECONDS });
  const headers = ({ remainingPoints, msBeforeNext }: RateLimiterRes): Record<string, string> => ({
    'RateLimit-Policy': `"requests";q=${requestsPerMinute};w=${WINDOW_SECONDS}`,
    RateLimit: `"requests";r=${Math.max(0, remainingPoints)};t=${secondsOf(msBeforeNext)}`,
  });
  return {
    async take({ kind, id }) {
      try {
        return { headers: headers(await limiter.consume(`${kind}:${id}`)), refused: null };
      } catch (none) {
        if (none instanceof Error) throw none;
        const left = none as RateLimiterRes;
        return { headers: headers(left), refused: rateLimited(requestsPerMinute, secondsOf(left.msBeforeNext)) };
      }
    },
  };
};

const secondsOf = (ms: number): number => Math.max(1, Math.ceil(ms / 1000));

const rateLimited = (requestsPerMinute: number, retryAfterSeconds: number): RingfenceError =>
  new RingfenceError({
    type: 'rate-limited',
    status: 429,
    retryAfterSeconds,
    detail: `This caller has sent ${requestsPerMinute} requests within a minute.`,
    mend: 'Send it again after Retry-After seconds, or have access.requestsPerMinute raised.',
  });
