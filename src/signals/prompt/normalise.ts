import type { NormalisedValue } from '../types.ts';
import { hintOf } from './hint.ts';
import { maskPrompt } from './masking.ts';

/** A prompt by itself, before it meets others: what a template that it founds is named for. */
export const normalisePrompt = (raw: string): NormalisedValue => {
  const tokens = maskPrompt(raw);
  return { value: tokens.join(' '), hint: hintOf(tokens) };
};
