import type { AttributeRow, Told } from './attributes.ts';

/** What an event becomes at the door: nothing raw of the keyed types and no prompt is left in it. */
export interface ObservedEvent {
  /** The sender's event id. */
  readonly id: string;
  readonly account: string;
  readonly kind: EventKind;
  /** Epoch milliseconds. */
  readonly time: number;
  readonly signals: readonly ObservedSignal[];
  readonly usage: Usage | undefined;
  readonly attributes?: readonly Told[] | undefined;
}

export type EventKind = 'signup' | 'payment' | 'session' | 'usage';

export interface ObservedSignal {
  /** Name of the signal type. */
  readonly type: string;
  /** The signal's identity everywhere: `<type>:<value>` for clear types, `<type>:<keyId>:<32 hex of HMAC-SHA-256>` else. */
  readonly key: string;
  readonly hint: string;
  readonly prefix?: string;
}

export interface Usage {
  readonly requests: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly toolCalls: number;
  readonly model?: string;
  readonly capability?: string;
  readonly stream?: boolean;
  readonly client?: string;
}

/** Events of one chunk folded into what the graph stores: one row an account, one row an account × signal. */
export interface GraphRows {
  readonly accounts: readonly AccountRow[];
  /** Sorted by (signal type order, signal key, account), so that transactions take their locks in one order. */
  readonly observations: readonly ObservationRow[];
}

export interface AccountRow {
  readonly id: string;
  /** Time of the earliest signup event in the chunk, epoch milliseconds. */
  readonly createdAt: number | null;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly events: number;
  readonly requests: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly toolCalls: number;
  /** Requests made in streaming mode. */
  readonly streamed: number;
  /** Requests by hour of the week (UTC, 0 = Monday 00:00), sparse: [hour, requests] pairs in order of hour. */
  readonly hours: readonly (readonly [hour: number, requests: number])[];
  /** Requests by capability / model / client, in order of name. */
  readonly capabilities: readonly (readonly [name: string, requests: number])[];
  readonly models: readonly (readonly [name: string, requests: number])[];
  readonly clients: readonly (readonly [name: string, requests: number])[];
  /** What the chunk told of the account itself, the newest of each; none where it told nothing. */
  readonly attributes?: readonly AttributeRow[] | undefined;
}

/** A signal of some events. */
export interface SignalRow {
  readonly type: string;
  readonly key: string;
  readonly hint: string;
  readonly prefix: string | null;
  /** Times of its first and last event, epoch milliseconds. */
  readonly first: number;
  readonly last: number;
}

export interface ObservationRow {
  readonly account: string;
  readonly type: string;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly first: number;
  readonly last: number;
  /** How many events showed the pair. */
  readonly count: number;
  /** 8-hour epoch windows in which the pair was seen: sorted, unique, newest 128. */
  readonly windows: readonly number[];
}

/** 8 hours: a published test finds careful rings at .28 with 1-hour windows and at .96 with 8-hour ones. */
export const WINDOW_MS = 8 * 3_600_000;
export const MAX_WINDOWS = 128;
export const windowOf = (timeMs: number): number => Math.floor(timeMs / WINDOW_MS);
