import type { NormalisedValue } from '../types.ts';
import { maskingTemplates } from './masking.ts';

/** Prompts as a signal type by itself; an observer asks the PromptTemplates that it was given instead. */
export const promptNormaliser = (): ((raw: string) => NormalisedValue) => {
  const templates = maskingTemplates();
  return (raw) => {
    const { text, hint } = templates.template(raw);
    return { value: text, hint };
  };
};
