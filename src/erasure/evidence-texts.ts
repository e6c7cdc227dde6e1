import type { GraphTransaction } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';

interface Named {
  readonly signal: string;
}

/** Evidence that campaigns and cells keep as text names signals that went no more. */
export const leaveEvidenceTexts = async (tx: GraphTransaction, keys: readonly string[]): Promise<void> => {
  const gone = new Set(keys);
  const without = (evidence: readonly Named[]): Named[] => evidence.filter(({ signal }) => !gone.has(signal));

  const campaigns = await tx.run<{ id: string; run: string; evidence: string }>(cypher('erasure/campaigns'), { keys });
  if (campaigns.length > 0) {
    const rows = campaigns.map(({ evidence, ...rest }) => ({
      ...rest,
      evidence: JSON.stringify(without(JSON.parse(evidence) as Named[])),
    }));
    await tx.run(cypher('erasure/set-campaigns'), { rows });
  }

  const rings = await tx.run<{ id: string; run: string; cells: string }>(cypher('erasure/cells'), { keys });
  if (rings.length > 0) {
    const rows = rings.map(({ cells, ...rest }) => {
      const told = JSON.parse(cells) as { readonly evidence: readonly Named[] }[];
      return { ...rest, cells: JSON.stringify(told.map((cell) => ({ ...cell, evidence: without(cell.evidence) }))) };
    });
    await tx.run(cypher('erasure/set-cells'), { rows });
  }
};
