import { seals } from '../audit/seal.ts';
import { auditStore } from '../audit/store.ts';
import { auditTrail } from '../audit/trail.ts';
import type { AuditFacts } from '../audited.ts';
import type { Config } from '../config.ts';
import type { Graph } from '../graph/graph.ts';
import { readServiceKeys, serviceKeysFile } from '../service-keys.ts';
import { commandActor } from './command-actor.ts';
import type { CliContext } from './context.ts';

/** An entry of the audit trail for a command that works on the graph without the service; none in a graph of a release that has no trail. */
export const recordCommand = async (
  context: Pick<CliContext, 'now'>,
  config: Pick<Config, 'home' | 'privacy'>,
  graph: Graph,
  { action, file, after }: { action: string; file: string; after: AuditFacts },
): Promise<void> => {
  const store = auditStore(graph);
  if (!(await store.isKept())) return;
  const keys = await readServiceKeys(serviceKeysFile(config));
  const { record } = auditTrail({ store, seals: keys === null ? null : seals(keys), now: context.now });
  await record({ actor: commandActor(), action, targets: [{ kind: 'file', id: file }], before: null, after });
};
