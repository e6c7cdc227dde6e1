/** What a receiver said of one account, or what its silence means. */
export interface AccountAnswer {
  readonly outcome: 'done' | 'failed';
  /** In the receiver's words, for people; null where it said none. */
  readonly detail: string | null;
  /** Whether it may have been done all the same: then an undo goes to it too. */
  readonly unsure: boolean;
}

const DONE: AccountAnswer = { outcome: 'done', detail: null, unsure: false };
const DETAIL = 200;

/**
 * The body of a 2xx answer → what became of each account. Without `results` all is done. With it an account is what its (last) entry says; one
 * that it leaves out, or says something else of, has failed, and nobody knows whether it was done.
 */
export const answersOf = (accounts: readonly string[], body: string | null): AccountAnswer[] => {
  const results = resultsIn(body);
  if (results === null) return accounts.map(() => DONE);
  const said = new Map(
    results.flatMap((entry) => (typeof entry?.account === 'string' ? [[entry.account, entry] as const] : [])),
  );
  return accounts.map((account) => {
    const entry = said.get(account);
    if (entry === undefined) return { outcome: 'failed', detail: 'the answer leaves it out', unsure: true };
    const detail = detailOf(entry.detail);
    if (entry.outcome === 'done') return { ...DONE, detail };
    if (entry.outcome === 'failed') return { outcome: 'failed', detail, unsure: false };
    return { outcome: 'failed', detail: 'the answer gives no outcome', unsure: true };
  });
};

type Entry = { readonly account?: unknown; readonly outcome?: unknown; readonly detail?: unknown } | null;

const resultsIn = (body: string | null): readonly Entry[] | null => {
  try {
    const results = (JSON.parse(body ?? '') as { results?: unknown } | null)?.results;
    return Array.isArray(results) ? results : null;
  } catch {
    return null;
  }
};

/** Others' text: short, in one line. */
export const detailOf = (detail: unknown): string | null => {
  if (typeof detail !== 'string') return null;
  const line = detail
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, DETAIL)
    .toWellFormed();
  return line === '' ? null : line;
};
