import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { RoomContext } from '../room.ts';
import type { Observer, SignalRegistry } from '../signals/index.ts';
import type { PromptKeys } from './batch.ts';
import { ingestMetrics } from './metrics.ts';
import { ingestRoutes } from './routes.ts';
import { ingestService } from './service.ts';
import { ingestStore } from './store.ts';

/** Where events come in. */
export const ingestRoom = ({
  graph,
  audited,
  log,
  now,
  registry,
  observer,
  prompts,
  addresses,
  config,
  metrics,
}: RoomContext & {
  registry: SignalRegistry;
  observer: Observer;
  prompts: PromptKeys;
  /** What else is written of addresses. */
  addresses: NonNullable<Parameters<typeof ingestStore>[3]>['addresses'];
  config: Config['ingest'];
  metrics: Registry;
}) => {
  const store = ingestStore(graph, registry, audited, { addresses });
  const service = ingestService({
    ...{ store, prompts, observer, registry, config, log, now },
    metrics: ingestMetrics(metrics),
  });
  return {
    routes: ingestRoutes(service, { registry, config }),
    service,
    open: service.open,
    close: service.close,
  };
};
