import { join } from 'node:path';
import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { RoomContext } from '../room.ts';
import type { ServiceKeys } from '../signals/index.ts';
import { addressRule } from './address-rule.ts';
import { deliveriesForgetter } from './forget.ts';
import { deliveryMetrics } from './metrics.ts';
import type { Outbox } from './outbox.ts';
import { receiversService } from './receivers.ts';
import { deliveriesRoutes } from './routes.ts';
import { secretBox } from './secrets.ts';
import { sending } from './send.ts';
import { sender } from './sender.ts';
import { deliveriesService } from './service.ts';
import { deliveriesStore } from './store.ts';
import type { TopicOwners } from './topics.ts';
import { LIMITS, type Resolve, webhookClient } from './webhook.ts';

/** Receivers, the sender and what is known of deliveries, joined: the rooms that put messages are needed before, those that read them behind. */
export const deliveriesRoom = ({
  graph,
  audited,
  outbox,
  owners,
  serviceKeys,
  config,
  home,
  metrics,
  log,
  resolve,
  random,
  now,
}: RoomContext & {
  outbox: Outbox;
  owners: TopicOwners;
  serviceKeys: ServiceKeys;
  config: Config['deliveries'];
  home: string;
  metrics: Registry;
  resolve: Resolve;
  random(): number;
}) => {
  const store = deliveriesStore(graph, audited);
  const rule = addressRule(config.allowPrivate);
  const box = secretBox(serviceKeys);
  const allMs = config.timeoutSeconds * 1000;
  const client = webhookClient({ rule, resolve, limits: { ...LIMITS, allMs }, now });
  const folder = config.folder ?? join(home, 'deliveries');
  const loop = sender({
    store,
    owners,
    send: sending({ client, box, folder, owners, userAgent: 'ringfence', now }),
    rule: {
      attempts: config.attempts,
      firstMs: config.firstRetrySeconds * 1000,
      mostMs: config.mostRetrySeconds * 1000,
    },
    inFlight: config.inFlight,
    longestMs: allMs,
    rememberMs: config.rememberDays * 86_400_000,
    graceMs: GRACE_MS,
    metrics: deliveryMetrics(metrics, store.counts),
    log,
    now,
    random,
  });
  const { wake } = loop;
  const receivers = receiversService({ store, outbox, box, rule, wake, now });
  const deliveries = deliveriesService({ store, owners, wake, now });
  return {
    routes: deliveriesRoutes(receivers, deliveries),
    forgetter: deliveriesForgetter(),
    /** Whether there is such a receiver, and it was not withdrawn. */
    isReceiver: receivers.isActive,
    deliveries,
    wake,
    open: loop.open,
    close: async (): Promise<void> => {
      await loop.close();
      await client.close();
    },
  };
};

/** How long requests to receivers may take to end when the service stops, ms. */
const GRACE_MS = 5_000;
