import type { RoomContext } from '../room.ts';
import type { ServiceKeys, SignalRegistry, TemplateMiner } from '../signals/index.ts';
import { signalLookUp } from './look-up.ts';
import { ringIndex } from './ring-index.ts';
import { accountsRoutes } from './routes.ts';
import { accountsService } from './service.ts';
import { accountsStore } from './store.ts';

type Rings = Parameters<typeof ringIndex>[0]['rings'];

/** Accounts and signals, found by any id and matched against rings. */
export const accountsRoom = <R extends Rings>({
  graph,
  log,
  now,
  registry,
  serviceKeys,
  templates,
  hubDegree,
  memoryMib,
  rings,
}: RoomContext & {
  registry: SignalRegistry;
  serviceKeys: ServiceKeys;
  templates: TemplateMiner;
  /** A signal on more accounts is not followed. */
  hubDegree: number;
  /** What the rings to match against may take of memory. */
  memoryMib: number;
  rings: R;
}) => {
  const store = accountsStore(graph, registry);
  const service = accountsService({
    ...{ store, registry, hubDegree, now },
    lookUp: signalLookUp({ registry, serviceKeys, templates }),
    rings: ringIndex({ rings, maxBytes: memoryMib * 2 ** 20, log }),
  });
  return { routes: accountsRoutes(service), service, ringsOfSignal: store.signalRings };
};
