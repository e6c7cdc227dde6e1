import type { Forgetter } from '../forgetter.ts';
import { cypher } from '../graph/queries.ts';
import type { Seals } from './seal.ts';

/** What is behind the fingerprints of erased accounts and signals goes, under every key; the entries stay, and the trail is whole. */
export const auditForgetter = (seals: Seals): Forgetter => ({
  room: 'audit trail',
  async forget(tx, { accounts, signals }) {
    const refs = [
      ...accounts.flatMap(({ id }) => seals.references('account', id)),
      ...signals.flatMap((key) => seals.references('signal', key)),
    ];
    const [row] = await tx.run<{ forgotten: number }>(cypher('audit/forget'), { refs });
    return { subjects: row?.forgotten ?? 0 };
  },
});
