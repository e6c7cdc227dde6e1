import type { z } from 'zod';
import type { RoomContext } from '../room.ts';
import { exportsRoutes } from './routes.ts';
import { exportsService } from './service.ts';
import { exportsStore } from './store.ts';

/** Lists for enforcement. `ringFilters` are those of the list of rings. */
export const exportsRoom = ({ graph, ringFilters }: RoomContext & { ringFilters: z.ZodObject }) => {
  const service = exportsService({ store: exportsStore(graph) });
  return { routes: exportsRoutes(service, ringFilters), service };
};
