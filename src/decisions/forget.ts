import { type Forgetter, withoutNames } from '../forgetter.ts';
import { cypher } from '../graph/queries.ts';

/** Entries of the allow-list about erased accounts and signals go; reasons that name them do so no longer. */
export const decisionsForgetter = (): Forgetter => ({
  room: 'allow-list',
  async forget(tx, { accounts, signals, names }) {
    const ids = accounts.map(({ id }) => id);
    const [row] = await tx.run<{ removed: number }>(cypher('decisions/forget'), { accounts: ids, signals });
    const named = await tx.run<{ id: string; reason: string }>(cypher('decisions/mentions'), { names });
    const rows = named
      .map(({ id, reason }) => ({ id, before: reason, reason: withoutNames(reason, names) }))
      .filter(({ before, reason }) => reason !== before);
    if (rows.length > 0) await tx.run(cypher('decisions/set-reasons'), { rows });
    return { entries: row?.removed ?? 0, mentions: rows.length };
  },
});
