import { type Forgetter, withoutNames } from '../forgetter.ts';
import { cypher } from '../graph/queries.ts';

/** What back-tests found and allowed hangs on accounts and signals, and goes with them; names and notes that people gave name them no more. */
export const backTestsForgetter = (): Forgetter => ({
  room: 'back-tests',
  async forget(tx, { accounts, signals }) {
    const names = [...accounts.map(({ id }) => id), ...signals];
    const named = await tx.run<{ id: string; name: string; note: string | null }>(cypher('backtests/mentions'), {
      names,
    });
    const rows = named.map(({ id, name, note }) => ({
      ...{ id, name: withoutNames(name, names) },
      note: note && withoutNames(note, names),
    }));
    if (rows.length > 0) await tx.run(cypher('backtests/rewrite'), { rows });
    return { papers: rows.length };
  },
});
