import { createHmac, createSecretKey } from 'node:crypto';
import { type NormalisedValue, SignalError, type SignalRegistry, type SignalType } from './types.ts';

/** The content of the service key file. `current` names the key that new fingerprints are made with. */
export interface ServiceKeys {
  readonly current: string;
  /** Key id → 32 bytes in base64. Old keys stay, so that it is known which key a fingerprint came from. */
  readonly keys: Readonly<Record<string, string>>;
}

interface Fingerprint {
  readonly keyId: string;
  /** The first 128 bits of the HMAC-SHA-256, in 32 hexadecimal digits. */
  readonly hex: string;
}

export type Fingerprinter = (text: string) => Fingerprint;

const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;

/** A keyed fingerprint of texts under the current service key. Throws SignalError (without key material) on bad keys. */
export const fingerprinter = (serviceKeys: ServiceKeys): Fingerprinter => {
  for (const [id, text] of Object.entries(serviceKeys.keys)) {
    if (!KEY_ID.test(id)) throw new SignalError('A service key has an id that is not 1–32 of A–Z a–z 0–9 _ -.');
    if (!isKey(text)) throw new SignalError(`Service key ${id} is not ${KEY_BYTES} bytes in base64.`);
  }
  const keyId = serviceKeys.current;
  if (!Object.hasOwn(serviceKeys.keys, keyId)) {
    throw new SignalError('The current service key is not among the service keys.');
  }
  const key = createSecretKey(Buffer.from(serviceKeys.keys[keyId]!, 'base64'));
  return (text) => ({ keyId, hex: createHmac('sha256', key).update(text, 'utf8').digest().toString('hex', 0, 16) });
};

/** What tells one service key from another without saying anything of it: a keyed hash of a fixed text that is no signal. */
export interface KeyCheck {
  readonly id: string;
  /** 32 hexadecimal digits. */
  readonly check: string;
}

/** Checks of all service keys, by id. Throws SignalError on bad keys. */
export const keyChecks = ({ keys }: ServiceKeys): KeyCheck[] =>
  Object.keys(keys)
    .sort()
    .map((id) => ({ id, check: fingerprinter({ current: id, keys })('ringfence service key').hex }));

const isKey = (text: unknown): boolean =>
  typeof text === 'string' && /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === KEY_BYTES;

/** The content of a new service key file, from a source of random bytes (`crypto.randomBytes`). */
export const newServiceKeys = (randomBytes: (size: number) => Uint8Array): ServiceKeys => ({
  current: 'k1',
  keys: { k1: Buffer.from(randomBytes(KEY_BYTES)).toString('base64') },
});

/**
 * A signal's identity everywhere: `<type>:<value>` for clear types, else `<type>:<key id>:<32 hex digits>`. The type is
 * hashed along, so that one text under two types gives two fingerprints that nobody can match.
 */
export const signalKey = (
  type: Pick<SignalType, 'name' | 'privacy'>,
  value: NormalisedValue['value'],
  fingerprint: Fingerprinter,
): string => {
  if (type.privacy === 'clear') return `${type.name}:${value}`;
  const { keyId, hex } = fingerprint(`${type.name}\0${value}`);
  // Joined, not added up: a sum stays a tree of its parts, which takes three times the memory and is walked at each look-up.
  return [type.name, keyId, hex].join(':');
};

/** The value behind a signal's key, where its type is kept in clear; null where the key gives none. */
export const clearValue = (key: string, registry: Pick<SignalRegistry, 'get'>): string | null => {
  const end = key.indexOf(':');
  return end > 0 && registry.get(key.slice(0, end))?.privacy === 'clear' ? key.slice(end + 1) : null;
};
