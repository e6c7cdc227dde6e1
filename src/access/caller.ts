import type { Role } from './roles.ts';

/** Who calls: an API key, or a person by a token of the identity provider. */
export interface Caller {
  readonly kind: 'key' | 'token';
  /** The key's id, or the token's subject: stable, and fit for logs. */
  readonly id: string;
  /** For people: the name that the key was given, or that the token names. */
  readonly name: string;
  readonly roles: readonly Role[];
  /** Until when a token holds, epoch ms; a key holds until it is revoked. */
  readonly until?: number;
  /** Set where they come by a session. They are who they were when they logged in: a session is nobody of its own. */
  readonly session?: CallerSession;
}

/** Times are epoch ms. */
export interface CallerSession {
  readonly id: string;
  /** What every change by this session has to show (X-CSRF-Token). */
  readonly csrfToken: string;
  readonly createdAt: number;
  /** When it ends if it is not used meanwhile. */
  readonly idleAt: number;
  /** When it ends in any case. */
  readonly expiresAt: number;
}
