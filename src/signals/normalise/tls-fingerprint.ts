import { type NormalisedValue, SignalError } from '../types.ts';
import { cleanText, shorten } from './text.ts';

/** A fingerprint of the TLS client hello (JA3, JA4, …): case means nothing in it. */
export const normaliseTlsFingerprint = (raw: string): NormalisedValue => {
  const value = cleanText(raw).toLowerCase();
  if (!/^[\x21-\x7e]+$/.test(value)) throw new SignalError('is not a TLS fingerprint (printable ASCII without spaces)');
  return { value, hint: shorten(value, 60) };
};
