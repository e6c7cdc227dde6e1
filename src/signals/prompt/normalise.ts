import type { NormalisedValue } from '../types.ts';
import { hintOf } from './hint.ts';
import { readPrompt } from './skeleton.ts';

/** A prompt by itself, before it meets others: what a template that it founds is named for. */
export const normalisePrompt = (raw: string): NormalisedValue => {
  const { tokens, text } = readPrompt(raw);
  return { value: text, hint: hintOf(tokens) };
};
