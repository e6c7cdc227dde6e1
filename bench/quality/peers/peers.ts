import { leiden } from '../../../src/engine/communities/leiden/leiden.ts';
import { weightedGraph } from '../../../src/engine/communities/leiden/weighted-graph.ts';
import type { ObservationColumns } from '../../../src/engine/index.ts';
import type { Clusters } from '../metrics/truth.ts';
import { componentLabels } from './components.ts';
import { louvainCommunities } from './louvain.ts';
import { openbotriskLabels } from './openbotrisk.ts';
import { projection } from './projection.ts';
import { clustersOf, showings } from './showings.ts';

/** Signals on more accounts than this join nobody: beyond it, components are one. */
const CAP = 20;
/** Shared signals per pair of accounts that a community has at least, in the constant Potts model: loose rings and dense ones. */
const RESOLUTIONS = [0.05, 0.5];

/**
 * What others do with the same columns; each of their groups of five and more counts as flagged, since none of them says which of
 * its groups to believe. Evaluated one after another, so that one at a time is held.
 */
export function* peers(columns: ObservationColumns, seed: number): Generator<readonly [name: string, Clusters]> {
  const shown = showings(columns);
  const accounts = columns.accounts.length;
  yield [`components, K = ${CAP}`, clustersOf(componentLabels(shown, CAP), shown)];
  yield ['weights of openbotrisk', clustersOf(openbotriskLabels(shown, seed), shown)];
  const links = projection(shown, CAP, () => 1);
  const communities = louvainCommunities(links, seed);
  yield [
    'graphology Louvain',
    clustersOf(
      Float64Array.from({ length: accounts }, (_, a) => communities.get(a) ?? -1 - a),
      shown,
    ),
  ];
  const graph = weightedGraph(accounts, links.a, links.b, links.weight);
  for (const resolution of RESOLUTIONS) {
    const { labels } = leiden(graph, { objective: 'cpm', resolution, seed });
    yield [`Leiden CPM, γ = ${resolution}`, clustersOf(labels, shown)];
  }
  yield [
    'Leiden modularity',
    clustersOf(leiden(graph, { objective: 'modularity', resolution: 1, seed }).labels, shown),
  ];
}
