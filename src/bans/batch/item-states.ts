/**
 * What becomes of one account of a batch. `sent`: a receiver has it and has not answered. `skipped`: left alone, because the batch was
 * cancelled first, or the account was forgotten or allowed meanwhile. `undoing`: to be undone, not sent yet; `undoSent`: sent, and
 * not answered. A `failed` one can be tried again, an `undoFailed` one too; one that failed because nobody answered may have been banned, and is undone
 * like a `done` one.
 */
export const ITEM_STEPS = {
  pending: ['sent', 'skipped'],
  sent: ['done', 'failed', 'undoing'],
  done: ['undoing'],
  failed: ['sent', 'undoing'],
  skipped: [],
  undoing: ['undoSent', 'undoFailed'],
  undoSent: ['undone', 'undoFailed'],
  undone: [],
  undoFailed: ['undoing', 'undoSent'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ItemState = keyof typeof ITEM_STEPS;
export const ITEM_STATES = Object.keys(ITEM_STEPS) as [ItemState, ...ItemState[]];
