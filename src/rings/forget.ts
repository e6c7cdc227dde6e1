import { type Forgetter, withoutNames } from '../forgetter.ts';
import { cypher } from '../graph/queries.ts';

/** A confirmed ring holds its accounts; reasons of decisions that name an erased one do so no longer. */
export const ringsForgetter = (): Forgetter => ({
  room: 'rings',
  async holds(tx, accounts) {
    const rows = await tx.run<{ account: string; ring: string }>(cypher('rings/confirmed-of'), { accounts });
    return new Map(rows.map(({ account, ring }) => [account, `${ring} is confirmed`]));
  },
  async forget(tx, { names }) {
    const named = await tx.run<{ ring: string; seq: number; reason: string }>(cypher('rings/mentions'), { names });
    const rows = named
      .map(({ ring, seq, reason }) => ({ ring, seq, before: reason, reason: withoutNames(reason, names) }))
      .filter(({ before, reason }) => reason !== before);
    if (rows.length > 0) await tx.run(cypher('rings/set-reasons'), { rows });
    return { mentions: rows.length };
  },
});
