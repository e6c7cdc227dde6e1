import type { Graph } from '../graph/graph.ts';
import type { ServiceKeys } from '../signals/index.ts';
import { auditForgetter } from './forget.ts';
import { auditRoutes } from './routes.ts';
import { seals } from './seal.ts';
import { auditService } from './service.ts';
import { auditStore } from './store.ts';
import { auditTrail } from './trail.ts';

/** The trail that every other room writes to. */
export const auditRoom = (options: { graph: Graph; serviceKeys: ServiceKeys; now(): number }) => {
  const store = auditStore(options.graph);
  const keyed = seals(options.serviceKeys);
  const service = auditService({ store, seals: keyed });
  return {
    ...auditTrail({ store, seals: keyed, now: options.now }),
    service,
    /** What an account is known by in the trail, under the key of today first. */
    references: (account: string) => keyed.references('account', account),
    written: store.written,
    routes: auditRoutes(service),
    forgetter: auditForgetter(keyed),
  };
};
