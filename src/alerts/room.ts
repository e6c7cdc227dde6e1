import { randomId } from '../random-id.ts';
import type { RoomContext } from '../room.ts';
import { alertsForgetter } from './forget.ts';
import { alertsRoutes } from './routes.ts';
import { rowsOf } from './rows.ts';
import { alertService } from './service.ts';
import { alertStore } from './store.ts';
import { alertWatch } from './watch.ts';

/** What is told when a run is published. */
export const alertsRoom = ({
  graph,
  audited,
  log,
  now,
  put,
}: RoomContext & { put: Parameters<typeof alertStore>[1]['put'] }) => {
  const store = alertStore(graph, { audited, put });
  return {
    routes: alertsRoutes(alertService({ store, newId: randomId, now })),
    forgetter: alertsForgetter(),
    /** Nothing more becomes of an alert when it has been delivered. */
    deliveries: { readsAnswer: false, rows: rowsOf, onSettled: nothing, onReplay: nothing },
    ...alertWatch({ store, log, now }),
  };
};

const nothing = async (): Promise<void> => undefined;
