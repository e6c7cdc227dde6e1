import { canonicalJson } from '../canonical-json.ts';
import { ERASED, type Forgetter, type Forgotten, inJson, jsonWithout, withoutNames } from '../forgetter.ts';
import type { GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import { hashOfContent } from './freeze.ts';
import { UNFINISHED } from './status.ts';

interface Mention {
  readonly paper: 'title' | 'note' | 'event' | 'snapshot';
  readonly id: string;
  readonly seq: number | null;
  readonly text: string;
}

/** An unfinished case holds the accounts that it is about. Its papers keep what was done, and name an erased account no more. */
export const casesForgetter = (): Forgetter => ({
  room: 'cases',
  async holds(tx, accounts) {
    const asked = { accounts, unfinished: UNFINISHED };
    const rows = await tx.run<{ account: string; case: string }>(cypher('cases/holding'), asked);
    return new Map(rows.map((row) => [row.account, `${row.case} is not closed`]));
  },
  async forget(tx, gone) {
    const subjects = await renameSubjects(tx, gone);
    const { names } = gone;
    const mentions = await tx.run<Mention>(cypher('cases/mentions'), { names, inJson: names.map(inJson) });
    const of = (paper: Mention['paper']) => mentions.filter((mention) => mention.paper === paper);
    const said = (paper: 'title' | 'note') =>
      of(paper).map(({ id, text }) => ({ id, text: withoutNames(text, names) }));
    const events = of('event').map(({ id, seq, text }) => ({
      ...{ id, seq },
      text: JSON.stringify(jsonWithout(JSON.parse(text), gone)),
    }));
    const snapshots = of('snapshot').map(({ id, text }) => {
      const left = canonicalJson(jsonWithout(JSON.parse(text), gone));
      return { id, text: left, rehash: hashOfContent(left), targets: targetsOf(gone) };
    });
    const [titles, notes] = [said('title'), said('note')];
    if (mentions.length > 0) await tx.run(cypher('cases/rewrite'), { titles, notes, events, snapshots });
    return { subjects, papers: titles.length + notes.length + events.length, snapshots: snapshots.length };
  },
});

const targetsOf = ({ accounts, signals }: Forgotten): Readonly<Record<string, string>> =>
  Object.fromEntries([
    ...accounts.map(({ id, ref }) => [id, ref] as const),
    ...signals.map((key) => [key, ERASED] as const),
  ]);

const renameSubjects = async (tx: GraphTransaction, { accounts, signals }: Forgotten): Promise<number> => {
  const names = [
    ...accounts.map(({ id, ref }) => ({ ref: `account:${id}`, id: ref })),
    ...signals.map((key) => ({ ref: `signal:${key}`, id: ERASED })),
  ];
  const refs = names.map(({ ref }) => ref);
  const there = new Set((await tx.run<{ ref: string }>(cypher('cases/subjects-of'), { refs })).map(({ ref }) => ref));
  const rows = names.filter(({ ref }) => there.has(ref));
  if (rows.length > 0) await tx.run(cypher('cases/rename-subjects'), { rows });
  return rows.length;
};
