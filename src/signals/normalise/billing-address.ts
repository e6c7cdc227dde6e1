import { type NormalisedValue, SignalError } from '../types.ts';
import { cleanText, foldCase } from './text.ts';

const NOT_WORD = /[^\p{L}\p{M}\p{N}]+/gu;

/**
 * A postal address as its words, folded in case, width, punctuation and line breaks. The hint names the country where the
 * address ends with one in English; a two-letter code does not count, since `CA` is a state as well.
 */
export const billingAddressNormaliser = (): ((raw: string) => NormalisedValue) => {
  const countries = countryNames();
  return (raw) => {
    const text = cleanText(raw, { lines: true });
    const value = foldCase(text).replace(NOT_WORD, ' ').trim();
    if (value.length === 0) throw new SignalError('has no letter or digit');
    const words = value.split(' ');
    for (let count = Math.min(4, words.length - 1); count > 0; count--) {
      const country = countries.get(words.slice(-count).join(' '));
      if (country !== undefined) return { value, hint: `address •••• ${country}` };
    }
    return { value, hint: 'address ••••' };
  };
};

const countryNames = (): ReadonlyMap<string, string> => {
  const names = new Map<string, string>([
    ['usa', 'United States'],
    ['uk', 'United Kingdom'],
  ]);
  const english = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  for (let first = 65; first <= 90; first++) {
    for (let second = 65; second <= 90; second++) {
      const name = english.of(String.fromCharCode(first, second));
      if (name !== undefined) names.set(foldCase(name).replace(NOT_WORD, ' ').trim(), name);
    }
  }
  return names;
};
