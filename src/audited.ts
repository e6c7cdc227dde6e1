import type { AuditedKind } from './audited-kinds.ts';
import type { GraphTransaction } from './graph/graph.ts';

/** Who does something, and from where: what the audit trail says of it. */
export interface Actor {
  /** An API key, a person by token, a command of this machine, or the service by itself (schedule, housekeeping). */
  readonly kind: 'key' | 'token' | 'command' | 'service';
  readonly id: string;
  readonly name: string;
  /** Address of the caller, or the machine of the command; null for the service itself. */
  readonly from: string | null;
  /** Id of the request, as in the logs. */
  readonly request: string | null;
}

/** The service by itself: its schedule, its housekeeping. */
export const serviceActor = (instance: string): Actor => ({
  kind: 'service',
  id: instance,
  name: instance,
  from: null,
  request: null,
});

/**
 * What something is done to. Accounts, signals and values that were looked for are kept as keyed fingerprints, so that an
 * account can be forgotten and the trail still be whole.
 */
export interface AuditTarget {
  readonly kind: AuditedKind;
  readonly id: string;
}

/** Facts of an entry: never a raw value, nor anything of an account. */
export type AuditFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface AuditEvent {
  readonly actor: Actor;
  /** The operation of the API (`setRingState`), or what a command did (`makeBackup`). */
  readonly action: string;
  readonly targets: readonly AuditTarget[];
  readonly before: AuditFacts | null;
  readonly after: AuditFacts | null;
}

/**
 * Adds an entry in the transaction of the change that it tells of, so that there is never one without the other. `id` is
 * made before the transaction, since that may be tried twice: one id is one entry.
 */
export type Audited = (tx: GraphTransaction, id: string, event: AuditEvent) => Promise<void>;
