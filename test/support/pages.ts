import type { CheckedClient } from './checked-call.ts';

/** Every row of a listing, page after page until there is no next one. */
export const allPages = async <Page extends { next: string | null }, Row>(
  api: CheckedClient,
  path: string,
  rows: (page: Page) => readonly Row[],
): Promise<Row[]> => {
  const all: Row[] = [];
  const join = path.includes('?') ? '&' : '?';
  for (let cursor = ''; ; ) {
    const { status, body } = await api.call<Page>('GET', path + cursor);
    if (status !== 200) throw new Error(`a page answered ${status}`);
    all.push(...rows(body));
    if (body.next === null) return all;
    cursor = `${join}cursor=${body.next}`;
  }
};
