import { randomUUID } from 'node:crypto';
import type { Graph } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';

/** Begins the name of every graph that is put into the server's memory. */
const PREFIX = 'ringfence ';
/** A graph is there while one cut is made; one of this age was left behind by a run that was ended in the middle, s. */
const STALE_SECONDS = 3_600;

/** A graph to be cut: places of the ends of each link, each link once, and its weight. */
export interface CutOrder {
  readonly nodes: number;
  readonly sources: Uint32Array;
  readonly targets: Uint32Array;
  readonly weights: Float64Array;
  readonly resolution: number;
  readonly seed: number;
}

/** Graph Data Science on the server of the graph. */
export const gdsStore = (graph: Graph) => ({
  present: async (): Promise<boolean> => {
    const [row] = await graph.read<{ found: number }>(cypher('gds/present'));
    return row!.found > 0;
  },

  /** Takes what was left behind out of the server's memory. */
  tidy: async (staleSeconds = STALE_SECONDS): Promise<void> => {
    const left = await graph.read<{ name: string }>(cypher('gds/left-behind'), { prefix: PREFIX, staleSeconds });
    for (const { name } of left) await graph.read(cypher('gds/drop'), { name });
  },

  /** A community by node; their numbers are GDS's own. */
  leiden: async (order: CutOrder): Promise<Uint32Array> => {
    const name = `${PREFIX}${randomUUID()}`;
    const { nodes, sources, targets, weights, resolution, seed } = order;
    const lists = { sources: [...sources], targets: [...targets], weights: [...weights] };
    try {
      await graph.read(cypher('gds/project'), { name, ...lists });
      const [row] = await graph.read<{ nodes: number[]; communities: number[] }>(cypher('gds/leiden'), {
        ...{ name, gamma: resolution, seed },
      });
      const labels = new Uint32Array(nodes);
      row!.nodes.forEach((node, i) => {
        labels[node] = row!.communities[i]!;
      });
      return labels;
    } finally {
      // What cannot be dropped now is left behind, and dropped once it is old.
      await graph.read(cypher('gds/drop'), { name }).catch(() => undefined);
    }
  },
});
