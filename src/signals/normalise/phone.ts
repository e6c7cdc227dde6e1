import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { type NormalisedValue, SignalError } from '../types.ts';
import { cleanText } from './text.ts';

/**
 * Phone numbers to E.164 (`+4930123456`), with `;ext=` kept: two extensions of one company are two phones. Numbers without
 * a country code are read in `defaultCountry` (ISO 3166 alpha-2) and refused without one.
 */
export const phoneNormaliser = (defaultCountry: string | undefined): ((raw: string) => NormalisedValue) => {
  if (defaultCountry !== undefined && !isSupportedCountry(defaultCountry)) {
    throw new SignalError('signals.defaultCountry is not an ISO 3166 country with phone numbers');
  }
  const country: CountryCode | undefined = defaultCountry;
  return (raw) => {
    let text = cleanText(raw, { max: 64 }).replace(/^tel:/i, '');
    if (country === undefined && /^00[1-9]/.test(text)) text = `+${text.slice(2)}`;
    const number = parsePhoneNumberFromString(text, {
      extract: false,
      ...(country === undefined ? {} : { defaultCountry: country }),
    });
    if (number === undefined || !number.isPossible() || !isSettled(number.number)) {
      const international = text.startsWith('+');
      throw new SignalError(
        international || country !== undefined
          ? 'is not a possible phone number'
          : 'has no country code; send it as +…, or set signals.defaultCountry',
      );
    }
    const value = number.ext === undefined ? number.number : `${number.number};ext=${number.ext}`;
    return { value, hint: `+${number.countryCallingCode} ••• ••${number.number.slice(-2)}` };
  };
};

/** A national prefix written twice is taken off once a reading; such a number would be another one each time. */
const isSettled = (e164: string): boolean => parsePhoneNumberFromString(e164, { extract: false })?.number === e164;
