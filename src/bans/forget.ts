import { ERASED, type Forgetter, inJson, jsonWithout, withoutNames } from '../forgetter.ts';
import { cypher } from '../graph/queries.ts';
import { HOLDS_ACCOUNTS } from './batch/batch-states.ts';
import type { ManifestHeader, SignedHeader } from './manifest/manifest.ts';

interface Mention {
  readonly paper: 'batch' | 'approval' | 'item' | 'exclusion';
  readonly id: string;
  readonly title: string | null;
  readonly reason: string | null;
  readonly detail: string | null;
  /** JSON text. */
  readonly source: string | null;
  /** JSON text of a signed header; null before the batch is frozen. */
  readonly header: string | null;
}

/**
 * A batch that is on its way holds its accounts. Of an erased one the place in the list and the hash of its line in the manifest stay, so that
 * the manifest still verifies; drafts lose it. A header whose title names it is signed anew.
 */
export const bansForgetter = ({
  sign,
}: {
  sign(header: ManifestHeader): Promise<Omit<SignedHeader, 'header'>>;
}): Forgetter => ({
  room: 'ban batches',
  async holds(tx, accounts) {
    const asked = { accounts, states: HOLDS_ACCOUNTS };
    const rows = await tx.run<{ account: string; batch: string }>(cypher('bans/holding'), asked);
    return new Map(rows.map(({ account, batch }) => [account, `${batch} is on its way`]));
  },
  async forget(tx, gone) {
    const accounts = gone.accounts.map(({ id }) => id);
    const [drafts] = await tx.run<{ items: number }>(cypher('bans/leave-drafts'), { accounts });
    const [lists] = await tx.run<{ items: number }>(cypher('bans/forget-items'), { accounts, erased: ERASED });
    const rows = gone.accounts.map(({ id, ref }) => ({ id, ref }));
    const [left] = await tx.run<{ exclusions: number }>(cypher('bans/forget-exclusions'), {
      rows,
      erased: ERASED,
    });
    const { names } = gone;
    const mentions = await tx.run<Mention>(cypher('bans/mentions'), { names, inJson: names.map(inJson) });
    const said = (text: string | null) => text && withoutNames(text, names);
    const headerOf = async (text: string | null): Promise<string | null> => {
      if (text === null) return null;
      const { header } = JSON.parse(text) as SignedHeader;
      const title = withoutNames(header.title, names);
      if (title === header.title) return text;
      const left = { ...header, title };
      return JSON.stringify({ header: left, ...(await sign(left)) });
    };
    const of = (paper: Mention['paper']) =>
      Promise.all(
        mentions
          .filter((mention) => mention.paper === paper)
          .map(async ({ id, title, reason, detail, source, header }) => ({
            ...{ id, title: said(title), reason: said(reason), detail: said(detail) },
            source: source && JSON.stringify(jsonWithout(JSON.parse(source), gone)),
            header: await headerOf(header),
          })),
      );
    const [batches, approvals, items, exclusions] = await Promise.all([
      ...[of('batch'), of('approval'), of('item'), of('exclusion')],
    ]);
    if (mentions.length > 0) await tx.run(cypher('bans/rewrite'), { batches, approvals, items, exclusions });
    return {
      items: (drafts?.items ?? 0) + (lists?.items ?? 0),
      exclusions: left?.exclusions ?? 0,
      papers: mentions.length,
    };
  },
});
