import { ERASED, type Forgetter, inJson, jsonWithout, withoutNames } from '../forgetter.ts';
import { cypher } from '../graph/queries.ts';
import { HOLDS_ACCOUNTS } from './batch-states.ts';

interface Mention {
  readonly paper: 'batch' | 'approval' | 'item';
  readonly id: string;
  readonly title: string | null;
  readonly reason: string | null;
  /** JSON text. */
  readonly source: string | null;
}

/**
 * A batch that is on its way holds its accounts. Of an erased one the place in the list and the hash of its line in the manifest stay, so that
 * the manifest still verifies; drafts lose it.
 */
export const bansForgetter = (): Forgetter => ({
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
    const names = [...accounts, ...gone.signals];
    const mentions = await tx.run<Mention>(cypher('bans/mentions'), { names, inJson: names.map(inJson) });
    const said = (text: string | null) => text && withoutNames(text, names);
    const of = (paper: Mention['paper']) =>
      mentions
        .filter((mention) => mention.paper === paper)
        .map(({ id, title, reason, source }) => ({
          ...{ id, title: said(title), reason: said(reason) },
          source: source && JSON.stringify(jsonWithout(JSON.parse(source), gone)),
        }));
    const papers = { batches: of('batch'), approvals: of('approval'), items: of('item') };
    if (mentions.length > 0) await tx.run(cypher('bans/rewrite'), papers);
    return {
      items: (drafts?.items ?? 0) + (lists?.items ?? 0),
      exclusions: left?.exclusions ?? 0,
      papers: mentions.length,
    };
  },
});
