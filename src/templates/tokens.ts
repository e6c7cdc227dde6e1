const BYTES = 8;

/**
 * A template's tokens as the graph keeps them: one text, base64 of 8 bytes a token (a double, the low byte first; tokens are whole
 * numbers below 2^52). As a list each was a value of its own to the driver and the server, 25 a template: a quarter of all
 * values that an import of the seed data sends, and the dearest, since they need all 64 bits of an INTEGER.
 */
export const tokensText = (tokens: readonly number[]): string => {
  const bytes = Buffer.allocUnsafe(tokens.length * BYTES);
  for (let at = 0; at < tokens.length; at++) bytes.writeDoubleLE(tokens[at]!, at * BYTES);
  return bytes.toString('base64');
};

/** The tokens of such a text; a graph of before 0.2.0 was released has the list itself. */
export const tokensOf = (kept: string | readonly number[]): readonly number[] => {
  if (typeof kept !== 'string') return kept;
  const bytes = Buffer.from(kept, 'base64');
  return Array.from({ length: bytes.length / BYTES }, (_, at) => bytes.readDoubleLE(at * BYTES));
};
