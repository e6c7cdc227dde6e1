/** z of a 95 % interval. */
const Z = 1.96;

export interface Precision {
  readonly upheld: number;
  readonly overturned: number;
  /** Share that was right; null where nothing was decided. */
  readonly precision: number | null;
  /** 95 % interval of that share. */
  readonly low: number;
  readonly high: number;
}

/** With Wilson's interval (1927), which holds for few decisions and for shares close to 0 and 1 too. */
export const precisionOf = (upheld: number, overturned: number): Precision => {
  const n = upheld + overturned;
  if (n === 0) return { upheld, overturned, precision: null, low: 0, high: 1 };
  const share = upheld / n;
  const middle = (share + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  return {
    upheld,
    overturned,
    precision: share,
    low: Math.max(0, Math.min(share, middle - half)),
    high: Math.min(1, Math.max(share, middle + half)),
  };
};
