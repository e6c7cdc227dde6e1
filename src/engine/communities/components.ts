import type { LinkGraph } from '../links/link-graph.ts';

/**
 * Connected components of the nodes with one label (all nodes when `labels` is absent), each ascending, in order of their
 * smallest node; nodes without a link are left out. O(nodes + links).
 */
export const componentsOf = (graph: LinkGraph, labels?: Uint32Array): Uint32Array[] => {
  const seen = new Uint8Array(graph.nodes);
  const stack: number[] = [];
  const components: Uint32Array[] = [];
  for (let root = 0; root < graph.nodes; root++) {
    if (seen[root] || graph.start[root] === graph.start[root + 1]) continue;
    seen[root] = 1;
    stack.push(root);
    const members: number[] = [];
    for (let v = stack.pop(); v !== undefined; v = stack.pop()) {
      members.push(v);
      for (let e = graph.start[v]!; e < graph.start[v + 1]!; e++) {
        const w = graph.neighbour[e]!;
        if (seen[w] || (labels !== undefined && labels[w] !== labels[v])) continue;
        seen[w] = 1;
        stack.push(w);
      }
    }
    if (members.length > 1) components.push(Uint32Array.from(members).sort());
  }
  return components;
};
