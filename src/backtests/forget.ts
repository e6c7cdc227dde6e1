import { type Forgetter, withoutNames } from '../forgetter.ts';
import { cypher } from '../graph/queries.ts';

interface Mention {
  /** Of a back-test; null for a version of the configuration. */
  readonly id: string | null;
  readonly version: number | null;
  readonly name: string | null;
  /** A back-test's note, or why a version was made. */
  readonly note: string | null;
}

/** What back-tests found and allowed hangs on accounts and signals, and goes with them; what people wrote names them no more. */
export const backTestsForgetter = (): Forgetter => ({
  room: 'back-tests',
  async forget(tx, { names }) {
    const mentions = await tx.run<Mention>(cypher('backtests/mentions'), { names });
    const said = (text: string | null) => text && withoutNames(text, names);
    const tests = mentions.flatMap(({ id, name, note }) =>
      id === null ? [] : [{ id, name: said(name), note: said(note) }],
    );
    const versions = mentions.flatMap(({ version, note }) =>
      version === null ? [] : [{ version, reason: said(note) }],
    );
    if (mentions.length > 0) await tx.run(cypher('backtests/rewrite'), { tests, versions });
    return { papers: mentions.length };
  },
});
