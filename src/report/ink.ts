/** White or near black, whichever stands out more from a ground of this colour (`#rrggbb`); for any colour by 4.5 : 1 at least. */
export const inkOn = (color: string): string => (luminance(color) > EVEN ? '#000000' : '#ffffff');

/** Relative luminance (WCAG 2.2), 0–1. */
export const luminance = (color: string): number =>
  [1, 3, 5]
    .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
    .reduce((sum, value, n) => sum + value * [0.2126, 0.7152, 0.0722][n]!, 0);

/** Here white and black are equally far: (1 + .05) / (L + .05) = (L + .05) / .05. */
const EVEN = Math.sqrt(1.05 * 0.05) - 0.05;
