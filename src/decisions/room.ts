import type { RoomContext } from '../room.ts';
import { decisionsForgetter } from './forget.ts';
import { decisionsRoutes } from './routes.ts';
import { decisionsService } from './service.ts';
import { decisionsStore } from './store.ts';

/** The allow-list. */
export const decisionsRoom = ({
  graph,
  audited,
  now,
  sources,
}: RoomContext & Pick<Parameters<typeof decisionsService>[0], 'sources'>) => ({
  routes: decisionsRoutes(decisionsService({ store: decisionsStore(graph, audited), sources, now })),
  forgetter: decisionsForgetter(),
});
