/**
 * A signal type: one entry in one registry. Adding a built-in type touches `builtin.ts` and its tests; a user adds own
 * types in the configuration file (`signals.types`), and every room learns of them through the registry alone.
 */
export interface SignalType {
  /** snake_case; the `type` of a signal in an event, and the first part of its key. */
  readonly name: string;
  /** The Neo4j label people read, PascalCase (`PaymentInstrument`). Every signal also carries `:Signal`. */
  readonly label: string;
  /** The Neo4j relationship type from an account, UPPER_SNAKE (`PAID_WITH`). */
  readonly relationship: string;
  /** Identifiers belong to somebody (a card); behaviour is something done (a prompt template). */
  readonly kind: 'identifier' | 'behaviour';
  /** Types of one family are not independent proofs of each other (a card and its billing address). */
  readonly family: string;
  /** What is kept: an HMAC of the value, the value itself, or the fingerprint of a template. */
  readonly privacy: 'keyed' | 'clear' | 'template';
  /** 0–1: how hard it is to forge, and how little it is shared by chance; multiplies the bits of rarity. */
  readonly strength: number;
  readonly description: string;
  /** Raw value → canonical value. Throws SignalError, whose text never holds the value. */
  normalise(raw: string): NormalisedValue;
}

export interface NormalisedValue {
  /** Canonical text: equal for values that mean the same thing. Hashed before it is kept unless privacy is `clear`. */
  readonly value: string;
  /** A short caption for people. Of keyed types it gives nothing away (`visa •••• 4242`); clear ones may show their value. */
  readonly hint: string;
  /** For IPs: the enclosing prefix in CIDR notation, /24 for IPv4 and /48 for IPv6. */
  readonly prefix?: string;
}

export const ATTRIBUTE_TYPES = ['text', 'number', 'boolean'] as const;

/** What senders may tell of an account itself, as the configuration declares it (`accounts.attributes`). It is kept as it is. */
export interface AttributeType {
  readonly name: string;
  readonly type: (typeof ATTRIBUTE_TYPES)[number];
}

/** Names to types, in a fixed order (the order is part of a run's determinism). */
export interface SignalRegistry {
  readonly all: readonly SignalType[];
  /** What events may tell of accounts themselves. */
  readonly attributes: readonly AttributeType[];
  get(name: string): SignalType | undefined;
}

/** A value that cannot be that type. `reason` is a sentence for the sender and never holds the value. */
export class SignalError extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.name = 'SignalError';
    this.reason = reason;
  }
}
