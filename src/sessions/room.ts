import type { Config } from '../config.ts';
import type { RoomContext } from '../room.ts';
import { sessionsRoutes } from './routes.ts';
import { sessionsService } from './service.ts';
import { sessionsStore } from './store.ts';

/** Who is logged in to the console. */
export const sessionsRoom = ({
  graph,
  audited,
  now,
  access,
  holder,
}: RoomContext & {
  access: Config['access'];
  holder: Parameters<typeof sessionsService>[0]['holder'];
}) => {
  const { idleMinutes, hours } = access.sessions;
  const service = sessionsService({
    store: sessionsStore(graph, audited),
    holder,
    takesTokens: access.oidc.issuer !== undefined,
    lifetimes: { idle: idleMinutes * 60_000, whole: hours * 3_600_000 },
    now,
  });
  return { routes: sessionsRoutes(service), verify: service.verify };
};
