import type { NormalisedValue } from '../types.ts';
import { cleanText, foldCase, shorten } from './text.ts';

/** A referral or promotion code, as people type it: case does not matter. */
export const normaliseReferralCode = (raw: string): NormalisedValue => {
  const value = foldCase(cleanText(raw, { max: 256 }), 'upper');
  return { value, hint: shorten(value, 60) };
};
