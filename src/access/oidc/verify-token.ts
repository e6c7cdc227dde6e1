import { errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { RingfenceError } from '../../errors.ts';
import type { Caller } from '../caller.ts';
import { type RoleMapping, rolesOf } from './roles-of.ts';

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** How far clocks may differ. */
  readonly clockSkewSeconds: number;
  readonly roles: RoleMapping;
}

/**
 * Checks a token (JWT, RFC 7519) as RFC 8725 advises: algorithm, issuer, audience, times and type are pinned here, none taken
 * from the token. Throws `unauthenticated`, which says what did not fit and never repeats the token.
 */
export const tokenVerifier =
  (rules: TokenRules, keys: JWTVerifyGetKey, now: () => number) =>
  async (token: string): Promise<Caller> => {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        issuer: rules.issuer,
        audience: rules.audience,
        algorithms: [...rules.algorithms],
        clockTolerance: rules.clockSkewSeconds,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(now()),
      });
      // Other kinds of JWT (a logout token, a proof) are signed with the same keys.
      if (!/^(application\/)?(at\+)?jwt$/i.test(protectedHeader.typ ?? 'JWT')) throw refused('is of another type');
      const { sub, exp } = payload;
      if (typeof sub !== 'string' || !SUBJECT.test(sub)) throw refused('names no usable subject');
      const roles = rolesOf(payload, rules.roles);
      return {
        kind: 'token',
        id: sub,
        name: nameIn(payload) ?? sub,
        roles,
        until: (exp! + rules.clockSkewSeconds) * 1000,
      };
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      throw refused(reasonOf(error));
    }
  };

/** OpenID Connect allows a subject 255 ASCII characters. */
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,254}$/;

const nameIn = (claims: Readonly<Record<string, unknown>>): string | undefined => {
  for (const claim of ['name', 'preferred_username', 'email']) {
    const value = claims[claim];
    if (typeof value === 'string' && value.trim() !== '' && value.isWellFormed() && !/\p{Cc}/u.test(value))
      return value.trim().slice(0, 80);
  }
  return undefined;
};

const reasonOf = (error: errors.JOSEError): string => {
  if (error instanceof errors.JWTExpired) return 'has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `has a claim "${error.claim}" that does not fit`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'is signed by an algorithm that is not allowed';
  if (error instanceof errors.JWKSNoMatchingKey) return 'is signed by a key that the issuer does not list';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'has a signature that does not fit';
  return 'cannot be checked';
};

const refused = (reason: string): RingfenceError =>
  new RingfenceError({
    type: 'unauthenticated',
    status: 401,
    detail: `The token ${reason}.`,
    mend: 'Get a new token for this service from the identity provider.',
    extra: { token: 'invalid' },
  });
