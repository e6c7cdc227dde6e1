import { type Forgetter, withoutNames } from '../forgetter.ts';
import { cypher } from '../graph/queries.ts';

interface Mention {
  readonly paper: 'rule' | 'alert';
  readonly id: string;
  readonly name: string;
}

/** Alerts are about rings; what people called their rules names an erased account no more. */
export const alertsForgetter = (): Forgetter => ({
  room: 'alerts',
  async forget(tx, { names }) {
    const mentions = await tx.run<Mention>(cypher('alerts/mentions'), { names });
    const of = (paper: Mention['paper']) =>
      mentions
        .filter((mention) => mention.paper === paper)
        .map(({ id, name }) => ({ id, name: withoutNames(name, names) }));
    if (mentions.length > 0) await tx.run(cypher('alerts/rewrite'), { rules: of('rule'), alerts: of('alert') });
    return { names: mentions.length };
  },
});
