import type { TemplatesStore } from './store.ts';

/** Observations moved in one transaction: some 100 ms, during which their accounts are locked. */
const AT_ONCE = 500;
/** Merged templates looked up in one go. */
const TEMPLATES_AT_ONCE = 200;
/** How long the signal of a merged template stays after its last observation has left: much longer than instances are behind. */
const FORGET_AFTER_SECONDS = 3_600;

/**
 * Moves the observations of templates that turned out to be others to those, and removes signals of which nothing is left. It can be
 * killed anywhere and done again, by several instances at once. Returns how many observations it moved.
 */
export const moveMerged = async (store: TemplatesStore, stopped: AbortSignal): Promise<number> => {
  let total = 0;
  for (let found = TEMPLATES_AT_ONCE; found === TEMPLATES_AT_ONCE; ) {
    const ids = await store.merged(TEMPLATES_AT_ONCE);
    found = ids.length;
    let moved = 0;
    for (const id of ids) {
      for (let page = AT_ONCE; page === AT_ONCE && !stopped.aborted; ) {
        page = await store.moveSome(id, AT_ONCE);
        moved += page;
      }
    }
    total += moved;
    // Chains that run in a circle would be found for ever.
    if (stopped.aborted || moved === 0) break;
  }
  while (!stopped.aborted && (await store.forgetMerged(FORGET_AFTER_SECONDS, AT_ONCE)) === AT_ONCE);
  return total;
};
