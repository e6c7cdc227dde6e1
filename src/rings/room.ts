import type { RoomContext } from '../room.ts';
import type { SignalType } from '../signals/index.ts';
import { campaignRoutes } from './campaign-routes.ts';
import { ringsForgetter } from './forget.ts';
import { ringsRoutes } from './routes.ts';
import { ringFilters } from './schema.ts';
import { ringsService } from './service.ts';
import { ringsStore } from './store.ts';
import { structureReader } from './structures.ts';

/** Rings and campaigns of the published run. */
export const ringsRoom = ({ graph, audited, now, types }: RoomContext & { types: readonly SignalType[] }) => {
  const relationships = types.map(({ relationship }) => relationship);
  const store = ringsStore(graph, relationships, audited);
  const structures = structureReader(store, types);
  const service = ringsService({ store, structures, now });
  return {
    routes: [...ringsRoutes(service), ...campaignRoutes(service)],
    forgetter: ringsForgetter(),
    service,
    /** What narrows a list of rings. */
    filters: ringFilters,
    /** What accounts are matched against. */
    structures: { published: store.published, judged: structures.judged, all: structures.all },
    /** The first members of a ring, the most strongly held first. */
    members: (run: string, ring: string, limit: number) => store.members(run, ring, null, limit, 0),
  };
};
