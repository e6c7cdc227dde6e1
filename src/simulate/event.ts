import type { Skill } from './scenario/campaigns.ts';

/** An event as a client sends it: the wire format of `POST /v1/events` and of an NDJSON file. */
export interface SimulatedEvent {
  /** Unique in the scenario. */
  readonly id: string;
  readonly account: string;
  readonly kind: 'signup' | 'payment' | 'session' | 'usage';
  /** RFC 3339 in UTC, to the second. */
  readonly time: string;
  readonly signals: readonly SimulatedSignal[];
  /** What was used since the account's last usage event; at most one such event in eight hours. */
  readonly usage?: SimulatedUsage;
}

export interface SimulatedSignal {
  readonly type: string;
  readonly value: string;
}

interface SimulatedUsage {
  readonly requests: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly model: string;
  readonly capability: string;
  readonly toolCalls: number;
  readonly stream: boolean;
  readonly client: string;
}

/** What an account really is. Kept in a file of its own: no detection may read it. */
export interface TruthRow {
  readonly account: string;
  /** The ring that the account belongs to; null for everyone innocent. */
  readonly group: string | null;
  /** The campaign that the ring belongs to; null for everyone innocent. */
  readonly campaign: string | null;
  readonly skill: Skill | null;
  /** Which kind of innocent sharing the account is part of; null for an ordinary account and for a campaign's. */
  readonly decoy: Decoy | null;
  /** The campaign that shares this innocent account's signals on purpose; absent for everyone else. */
  readonly framedBy?: string;
}

export type { Skill };

export type Decoy =
  | 'household'
  | 'office'
  | 'class'
  | 'carrier'
  | 'ci'
  | 'several_accounts'
  | 'traveller'
  | 'university'
  | 'corporate_card'
  | 'vpn'
  | 'course'
  | 'reseller'
  | 'evaluator'
  | 'agency'
  | 'recreated'
  | 'press';
