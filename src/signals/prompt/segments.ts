/** A piece of a prompt: text that still stands, or the mask that took a text's place. */
export type Segment = { readonly text: string } | { readonly mask: Mask };

/** Kinds of placeholders. Kept templates name them by their place in this list: add at its end. */
export const MASKS = ['code', 'text', 'quote', 'url', 'email', 'file', 'id', 'n', 'symbols', 'json'] as const;
export type Mask = (typeof MASKS)[number];

/** Words never hold these brackets, so no prompt can write a placeholder itself. */
export const placeholder = (mask: Mask): string => `‹${mask}›`;

export const isPlaceholder = (token: string): boolean => token.startsWith('‹');

/** Counts the characters looked at, so that a test can hold the masking to linear work without a clock. */
export interface Meter {
  steps: number;
}

/**
 * Positions of a delimiter, asked for in rising order: `from` → the next position at or after it, or -1. What was looked
 * through once is not looked through again, so all calls together cost one pass over the text.
 */
export const finder = (text: string, delimiter: string, meter: Meter): ((from: number) => number) => {
  let found = -2;
  return (from) => {
    if (found === -1 || found >= from) return found;
    found = text.indexOf(delimiter, from);
    meter.steps += (found < 0 ? text.length : found) - from;
    return found;
  };
};
