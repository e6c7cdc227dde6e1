import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWTVerifyGetKey,
  type RemoteJWKSet,
} from 'jose';
import { z } from 'zod';
import { RingfenceError } from '../../errors.ts';
import { isSafeUrl } from './safe-url.ts';

export interface IssuerOptions {
  readonly issuer: string;
  /** How long keys are believed without asking again, ms: the most that taking a key back at the issuer takes to be felt. */
  readonly cacheMs?: number;
  /** How long after a fetch a token with an unknown key id does not cause another one, ms. */
  readonly cooldownMs?: number;
  /** How long after a failure the issuer is not asked again, ms: nobody can make this service pester it. */
  readonly retryMs?: number;
  /** Milliseconds of any clock that only goes forward. */
  clock?(): number;
}

const TIMEOUT_MS = 5_000;
const CACHE_MS = 600_000;
const COOLDOWN_MS = 30_000;
const RETRY_MS = 5_000;

const discovered = z.object({ issuer: z.string(), jwks_uri: z.string() });

/**
 * The keys of an OpenID provider, found through its discovery document (OpenID Connect Discovery 1.0, §4) at the first token
 * and kept; a token with a new key id has them read again, so that a rotation is followed. Throws `issuer-unavailable`, and
 * jose's errors for a token that none of the keys fits.
 */
export const issuerKeys = (options: IssuerOptions): JWTVerifyGetKey => {
  const { issuer, cacheMs = CACHE_MS, cooldownMs = COOLDOWN_MS, retryMs = RETRY_MS } = options;
  const clock = options.clock ?? (() => performance.now());
  let found: Promise<RemoteJWKSet> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  const ask: FetchImplementation = async (url, init) => {
    if (clock() - failedAt < retryMs) throw new Error('the issuer failed a moment ago');
    try {
      const response = await fetch(url, init);
      if (!response.ok) failedAt = clock();
      return response;
    } catch (error) {
      failedAt = clock();
      throw error;
    }
  };

  const find = async (): Promise<RemoteJWKSet> => {
    const response = await ask(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      headers: new Headers({ accept: 'application/json' }),
      method: 'GET',
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`discovery answers ${response.status}`);
    const document = discovered.parse(await response.json());
    if (document.issuer !== issuer) throw new Error('discovery names another issuer');
    if (!isSafeUrl(document.jwks_uri)) throw new Error('discovery names keys that are not behind https');
    return createRemoteJWKSet(new URL(document.jwks_uri), {
      timeoutDuration: TIMEOUT_MS,
      cacheMaxAge: cacheMs,
      cooldownDuration: cooldownMs,
      [customFetch]: ask,
    });
  };

  return async (header, token) => {
    let keys: RemoteJWKSet | undefined;
    try {
      found ??= find();
      keys = await found;
      return await keys(header, token);
    } catch (error) {
      if (NO_FIT.some((kind) => error instanceof kind)) throw error;
      // Where the keys moved, discovery tells; keys that are fresh go on serving the tokens that they fit.
      if (keys?.fresh !== true) found = undefined;
      throw unavailable(error);
    }
  };
};

/** The token's fault, not the issuer's. */
const NO_FIT = [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported];

const unavailable = (cause?: unknown): RingfenceError =>
  new RingfenceError({
    type: 'issuer-unavailable',
    status: 503,
    retryAfterSeconds: RETRY_MS / 1000,
    detail: 'The keys of the identity provider cannot be read, so no token can be checked.',
    mend: 'Try again after Retry-After seconds; API keys work meanwhile. If it stays, check access.oidc.issuer.',
    cause,
  });
