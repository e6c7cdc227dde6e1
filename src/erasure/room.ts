import type { Config } from '../config.ts';
import type { Forgetter } from '../forgetter.ts';
import type { RoomContext } from '../room.ts';
import { clearValue, type SignalRegistry } from '../signals/index.ts';
import { COPIED_BY, type Place, type Written } from './copies.ts';
import { erasuresForgetter, retentionForgetter } from './forget.ts';
import { rulesOf } from './retention-rules.ts';
import { retentionService } from './retention-service.ts';
import { retentionStore } from './retention-store.ts';
import { erasureRoutes } from './routes.ts';
import { erasureService } from './service.ts';
import { erasureStore } from './store.ts';

/** Accounts are forgotten, when somebody asks or when their time has come. */
export const erasureRoom = ({
  graph,
  audited,
  instance,
  log,
  now,
  config,
  registry,
  references,
  written,
  forgetters,
  place,
}: RoomContext & {
  config: Config['retention'];
  registry: SignalRegistry;
  references: Parameters<typeof erasureService>[0]['references'];
  /** What was written or taken away by these operations since a time, the newest. */
  written(operations: readonly string[], since: number, limit: number): Promise<readonly Written[]>;
  /** Of every other room that keeps something of accounts, so that nothing of an erased one stays. */
  forgetters: readonly Forgetter[];
  place: Place;
}) => {
  const types = registry.all;
  const relationships = types.map(({ relationship }) => relationship);
  const store = erasureStore({
    ...{ graph, audited, relationships, references },
    clearValue: (key) => clearValue(key, registry),
    forgetters: [...forgetters, retentionForgetter({ now }), erasuresForgetter()],
  });
  const erasure = erasureService({
    ...{ store, references, place, now },
    written: (since) => written(Object.keys(COPIED_BY), since, COPIES_SHOWN),
  });
  const retention = retentionService({
    store: retentionStore(graph, { erasure: store, relationships, audited }),
    rules: rulesOf(config, types),
    schedule: config.schedule,
    ...{ types, instance, log, now },
  });
  return {
    routes: erasureRoutes(erasure, retention),
    erasure,
    retention,
    open: retention.open,
    close: retention.close,
  };
};

/** Files and downloads of each kind that an erasure lists, the newest. */
const COPIES_SHOWN = 200;
