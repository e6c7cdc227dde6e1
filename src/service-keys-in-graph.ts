import { RingfenceError } from './errors.ts';
import type { Graph } from './graph/graph.ts';
import { cypher } from './graph/queries.ts';
import { type KeyCheck, keyChecks } from './signals/fingerprint.ts';
import type { ServiceKeys } from './signals/index.ts';

/**
 * Holds the service keys against those that this graph was written with, and writes new ones down. Under another key no new
 * value would match an old one, and nothing could ever put that right. Throws `service-key-changed`.
 */
export const settleServiceKeys = async (graph: Graph, serviceKeys: ServiceKeys): Promise<void> => {
  const mine = keyChecks(serviceKeys);
  const known = await graph.write<KeyCheck>(cypher('graph/service-keys-settle'), { keys: mine });
  const changed = changedKeys(mine, known);
  if (changed.length === 0) return;
  throw new RingfenceError({
    type: 'service-key-changed',
    status: 503,
    exitCode: 78,
    detail: `The graph was written under another service key ${changed.join(', ')} than the one in the key file: new values would match none of the old ones.`,
    mend: 'Restore the key file (privacy.keyFile, else service-keys.json in `home`) from your backup, or use an empty graph.',
  });
};

/** The checks of the keys that this graph was written with; writes nothing. */
export const serviceKeysInGraph = (graph: Graph): Promise<KeyCheck[]> =>
  graph.read<KeyCheck>(cypher('graph/service-keys'));

/** Ids that both sides have, with different keys behind them. */
export const changedKeys = (mine: readonly KeyCheck[], known: readonly KeyCheck[]): string[] => {
  const checks = new Map(known.map(({ id, check }) => [id, check]));
  return mine.filter(({ id, check }) => checks.has(id) && checks.get(id) !== check).map(({ id }) => id);
};
