import { type NormalisedValue, SignalError } from '../types.ts';
import { cleanText, tailHint } from './text.ts';

// Issuer ranges of ISO/IEC 7812, the longest known first where they nest.
const BRANDS: readonly (readonly [name: string, prefix: RegExp])[] = [
  ['visa', /^4/],
  ['mastercard', /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/],
  ['amex', /^3[47]/],
  ['discover', /^(?:6011|64[4-9]|65)/],
  ['jcb', /^35(?:2[89]|[3-8])/],
  ['diners', /^3(?:0[0-5]|[689])/],
  ['unionpay', /^62/],
  ['maestro', /^(?:50|5[6-9]|6)/],
];

/**
 * What somebody pays with: best the opaque fingerprint token of the payment provider. A card number (13–19 digits that
 * pass Luhn) and an IBAN are accepted too and lose their spacing; both are hashed like the rest before anything is kept.
 */
export const normalisePayment = (raw: string): NormalisedValue => {
  const text = cleanText(raw, { max: 512 });
  const compact = text.replace(/[ -]/g, '');
  if (/^\d{13,19}$/.test(compact) && passesLuhn(compact)) {
    return { value: compact, hint: `${brandOf(compact)} •••• ${compact.slice(-4)}` };
  }
  const iban = compact.toUpperCase();
  if (/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban) && passesMod97(iban)) {
    return { value: iban, hint: `iban ${iban.slice(0, 2)} •••• ${iban.slice(-4)}` };
  }
  if (/\s/.test(text)) throw new SignalError('is neither a token without spaces, nor a card number, nor an IBAN');
  return { value: text, hint: tailHint(text) };
};

const brandOf = (digits: string): string => BRANDS.find(([, prefix]) => prefix.test(digits))?.[0] ?? 'card';

const passesLuhn = (digits: string): boolean => {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

/** ISO 13616: the first four characters moved to the end, letters read as 10–35, the whole is 1 modulo 97. */
const passesMod97 = (iban: string): boolean => {
  let remainder = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const number = Number.parseInt(character, 36);
    remainder = (remainder * (number > 9 ? 100 : 10) + number) % 97;
  }
  return remainder === 1;
};
