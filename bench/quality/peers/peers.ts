import type { ObservationColumns } from '../../../src/engine/index.ts';
import type { Clusters } from '../metrics/truth.ts';
import { componentLabels } from './components.ts';
import { louvainCommunities } from './louvain.ts';
import { openbotriskLabels } from './openbotrisk.ts';
import { projection } from './projection.ts';
import { clustersOf, showings } from './showings.ts';

/** Signals on more accounts than this join nobody: beyond it, components are one. */
const CAP = 20;

/**
 * What others do with the same columns; each of their groups of five and more counts as flagged, since none of them says which of
 * its groups to believe. Evaluated one after another, so that one at a time is held.
 */
export function* peers(columns: ObservationColumns, seed: number): Generator<readonly [name: string, Clusters]> {
  const shown = showings(columns);
  yield [`components, K = ${CAP}`, clustersOf(componentLabels(shown, CAP), shown)];
  yield ['weights of openbotrisk', clustersOf(openbotriskLabels(shown, seed), shown)];
  const links = projection(shown, CAP, () => 1);
  const communities = louvainCommunities(links, seed);
  const labels = Float64Array.from(columns.accounts, (_, a) => communities.get(a) ?? -1 - a);
  yield ['graphology Louvain', clustersOf(labels, shown)];
}
