import type { NormalisedValue, SignalType } from '../types.ts';
import { cleanText, shorten } from './text.ts';

/** Values of types from the configuration file: compatibility-composed, trimmed, case kept. Keyed ones show no value. */
export const genericNormaliser = (type: Pick<SignalType, 'name' | 'privacy'>): ((raw: string) => NormalisedValue) => {
  const hidden = `${type.name} ••••`;
  return (raw) => {
    const value = cleanText(raw);
    return { value, hint: type.privacy === 'clear' ? shorten(value, 80) : hidden };
  };
};
