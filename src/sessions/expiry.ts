/** How long sessions last, ms. */
export interface Lifetimes {
  /** Without being used. */
  readonly idle: number;
  /** In any case. */
  readonly whole: number;
}

/** When a session that begins now ends at the latest; `until`: how long the login that it is begun with holds. */
export const endOf = (now: number, until: number | undefined, { whole }: Pick<Lifetimes, 'whole'>): number =>
  Math.min(now + whole, until ?? Number.POSITIVE_INFINITY);

/** When it ends if it is not used meanwhile. The time of the last use is written once a minute: that minute is given. */
export const idleEndOf = (
  { lastUsedAt, expiresAt }: { readonly lastUsedAt: number; readonly expiresAt: number },
  { idle }: Pick<Lifetimes, 'idle'>,
): number => Math.min(lastUsedAt + idle + WRITTEN_EVERY_MS, expiresAt);

export const WRITTEN_EVERY_MS = 60_000;
