import type { Config } from '../config.ts';
import type { RoomContext } from '../room.ts';
import { backTestsForgetter } from './forget.ts';
import { backTestQueue, type RunTrial } from './queue.ts';
import { backTestRoutes } from './routes.ts';
import { backTestService } from './service.ts';
import { backTestStore } from './store.ts';
import { versionStore } from './version-store.ts';

/** Configurations that are tried, and which one is in force. */
export const backTestsRoom = ({
  graph,
  audited,
  instance,
  log,
  now,
  config,
  trial,
}: RoomContext & { config: Config['detection']; trial: RunTrial }) => {
  const store = backTestStore(graph, { holder: instance, leaseMs: config.leaseSeconds * 1000, audited });
  const versions = versionStore(graph, audited, config.engine);
  const queue = backTestQueue({ store, engine: versions.engine, trial, log });
  const service = backTestService({ store, versions, file: config.engine, poke: queue.poke, now });
  return {
    routes: backTestRoutes(service),
    forgetter: backTestsForgetter(),
    /** The engine's configuration in force. */
    engine: async () => (await versions.engine()).engine,
    open: queue.open,
    close: queue.close,
  };
};
