import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tokensOf, tokensText } from '../../../src/templates/tokens.ts';

const token = fc.oneof(fc.integer({ min: -10, max: 0 }), fc.integer({ min: 1, max: 2 ** 52 - 1 }));

it('tokens of a template come back from the text that is kept', () => {
  fc.assert(
    fc.property(fc.array(token, { maxLength: 128 }), (tokens) => {
      expect(tokensOf(tokensText(tokens))).toEqual(tokens);
      expect(tokensOf(tokens)).toEqual(tokens);
    }),
  );
});
