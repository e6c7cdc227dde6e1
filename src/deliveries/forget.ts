import { type Forgetter, inJson, jsonWithout, withoutNames } from '../forgetter.ts';
import type { GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';

interface Mention {
  readonly id: string;
  readonly state: string;
  readonly subject: string;
  /** JSON text; null once it is delivered. */
  readonly body: string | null;
}

/**
 * A message on its way holds the accounts that it names; one that is kept names an erased account no more. Rows about it are left out: a receiver
 * could do nothing with them.
 */
export const deliveriesForgetter = (): Forgetter => ({
  room: 'deliveries',
  async holds(tx, accounts) {
    const pending = (await mentions(tx, accounts)).filter(({ state }) => state === 'pending');
    const held = accounts.flatMap((id) => {
      const message = pending.find(({ body, subject }) => namesIt(body, inJson(id)) || namesIt(subject, id));
      return message === undefined ? [] : [[id, `${message.id} is on its way`] as const];
    });
    return new Map(held);
  },
  async forget(tx, gone) {
    const { names } = gone;
    const rows = (await mentions(tx, names)).map(({ id, subject, body }) => {
      const left = body === null ? null : JSON.stringify(withoutStones(jsonWithout(JSON.parse(body), gone)));
      return { id, subject: withoutNames(subject, names), body: left, bytes: left && Buffer.byteLength(left) };
    });
    if (rows.length > 0) await tx.run(cypher('deliveries/rewrite'), { rows });
    return { messages: rows.length };
  },
});

const mentions = async (tx: GraphTransaction, names: readonly string[]): Promise<Mention[]> =>
  names.length === 0 ? [] : tx.run(cypher('deliveries/mentions'), { names: names.map(inJson) });

const withoutStones = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter((row) => !isStone(row)).map(withoutStones);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutStones(inner)]));
};

/** What `jsonWithout` leaves of a row about an erased account. */
const isStone = (row: unknown): boolean =>
  typeof row === 'object' && row !== null && Object.keys(row).join() === 'erased';

/** As a word of its own: ids may be parts of others. */
const namesIt = (text: string | null, name: string): boolean => text !== null && withoutNames(text, [name]) !== text;
