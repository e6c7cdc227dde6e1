/** The upper one of two middles; 0 of nothing. */
export const median = (values: Float64Array): number => values.slice().sort()[values.length >> 1] ?? 0;
