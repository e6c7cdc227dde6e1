import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import { NETWORK_TRAITS } from '../network-classes.ts';
import type { RoomContext } from '../room.ts';
import { networkMetrics } from './metrics.ts';
import { networksService } from './service.ts';
import { networksStore } from './store.ts';

/** What networks addresses belong to, by the lists of this installation. */
export const networksRoom = ({
  graph,
  audited,
  instance,
  log,
  config,
  metrics,
}: RoomContext & { config: Config['networks']; metrics: Registry }) => {
  const service = networksService({ config, store: networksStore(graph, instance, audited), log });
  networkMetrics(metrics, service.status);
  return { service, traits: NETWORK_TRAITS };
};
