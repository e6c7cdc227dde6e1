import type { Role } from './roles.ts';

/** Who calls: an API key, or a person by a token of the identity provider. */
export interface Caller {
  readonly kind: 'key' | 'token';
  /** The key's id, or the token's subject: stable, and fit for logs. */
  readonly id: string;
  /** For people: the name that the key was given, or that the token names. */
  readonly name: string;
  readonly roles: readonly Role[];
}
