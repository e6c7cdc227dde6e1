import { ERASED, type Forgetter, withoutNames } from '../forgetter.ts';
import { cypher } from '../graph/queries.ts';

interface Said {
  readonly id: string;
  readonly ticket: string | null;
  readonly reason: string;
  readonly said: string | null;
}

/** An open appeal holds its account. What was said in appeals of an erased one goes, and how they came out stays. */
export const appealsForgetter = (): Forgetter => ({
  room: 'appeals',
  async holds(tx, accounts) {
    const rows = await tx.run<{ account: string; appeal: string }>(cypher('appeals/holding'), { accounts });
    return new Map(rows.map(({ account, appeal }) => [account, `${appeal} is open`]));
  },
  async forget(tx, { accounts, names }) {
    const ids = accounts.map(({ id }) => id);
    const [own] = await tx.run<{ appeals: number }>(cypher('appeals/forget'), { accounts: ids, erased: ERASED });
    const without = (text: string | null) => text && withoutNames(text, names);
    const named = await tx.run<Said>(cypher('appeals/mentions'), { names });
    const rows = named.map(({ id, ticket, reason, said }) => ({
      ...{ id, reason: withoutNames(reason, names) },
      ...{ ticket: without(ticket), said: without(said) },
    }));
    if (rows.length > 0) await tx.run(cypher('appeals/rewrite'), { rows });
    return { appeals: own?.appeals ?? 0, papers: rows.length };
  },
});
