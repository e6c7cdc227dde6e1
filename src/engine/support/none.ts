/** No number, in a column of numbers. */
export const NONE = 0xffffffff;
