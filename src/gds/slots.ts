/** How many orders were answered, and how often the thread that asks the server has said that it is alive. */
export const ANSWERED = 0;
export const BEATS = 1;
export const CUT_SLOTS = 2;
