import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inkOn, luminance } from '../../../src/report/ink.ts';

const hex = fc.integer({ min: 0, max: 0xffffff }).map((color) => `#${color.toString(16).padStart(6, '0')}`);

describe('ink on a colour', () => {
  it('stands out by 4.5 : 1 at least', () => {
    fc.assert(
      fc.property(hex, (color) => {
        const [a, b] = [luminance(color), luminance(inkOn(color))].sort((x, y) => y - x);
        expect((a! + 0.05) / (b! + 0.05)).toBeGreaterThanOrEqual(4.5);
      }),
    );
  });

  it('knows black, white and the middle', () => {
    expect([luminance('#000000'), luminance('#ffffff')]).toEqual([0, 1]);
    expect([inkOn('#000000'), inkOn('#ffffff'), inkOn('#2f6f9f'), inkOn('#d9a441')]).toEqual([
      '#ffffff',
      '#000000',
      '#ffffff',
      '#000000',
    ]);
  });
});
