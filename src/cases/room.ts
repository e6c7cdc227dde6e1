import { serviceActor } from '../audited.ts';
import { randomId } from '../random-id.ts';
import type { RoomContext } from '../room.ts';
import { casesForgetter } from './forget.ts';
import type { ReopenRule } from './ring-changes.ts';
import { casesRoutes } from './routes.ts';
import { casesService } from './service.ts';
import { casesStore } from './store.ts';
import { ringWatch } from './watch.ts';
import { watchStore } from './watch-store.ts';

/** What investigators work on, and the watch that tells them what runs do to their rings. */
export const casesRoom = ({
  graph,
  audited,
  instance,
  log,
  now,
  reopen,
  sources,
  decide,
}: RoomContext & { reopen: ReopenRule } & Pick<Parameters<typeof casesService>[0], 'sources' | 'decide'>) => {
  const service = casesService({ store: casesStore(graph, audited), sources, decide, newId: randomId, now });
  const by = serviceActor(instance);
  const watch = ringWatch({ store: watchStore(graph, audited), rule: reopen, by, log, now });
  return {
    routes: casesRoutes(service),
    forgetter: casesForgetter(),
    service,
    ...watch,
  };
};
