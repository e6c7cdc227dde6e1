import type { Registry } from 'prom-client';
import type { Config } from '../config.ts';
import type { EngineConfig } from '../engine/config.ts';
import type { SignalTrait } from '../engine/input/columns.ts';
import type { GraphConnection } from '../graph/graph.ts';
import type { RoomContext } from '../room.ts';
import { detectionMetrics } from './metrics.ts';
import { detectionRoutes } from './routes.ts';
import { type DetectionOptions, detectionService } from './service.ts';
import { detectionStore } from './store.ts';
import { type GraphSignalType, plainTypes } from './thread/projection.ts';
import { trialThread } from './thread/worker-thread.ts';

type Trial = Parameters<typeof trialThread>[0];

/** Runs of the engine over the graph. */
export const detectionRoom = (
  options: RoomContext & {
    config: Config['detection'];
    /** A run's worker opens its own. */
    connection: GraphConnection;
    types: readonly GraphSignalType[];
    traits: readonly SignalTrait[];
    /** The engine's configuration in force. */
    engine(): Promise<EngineConfig>;
    engineVersion: string;
    metrics: Registry;
  } & Pick<DetectionOptions, 'prepare' | 'onPublished'>,
) => {
  const { graph, audited, instance, config, connection, types, traits } = options;
  const store = detectionStore(graph, { holder: instance, leaseMs: config.leaseSeconds * 1000, audited });
  const graphSizes = () => store.graphSizes(types.map(({ relationship }) => relationship));
  const service = detectionService({ ...options, store, metrics: detectionMetrics(options.metrics, graphSizes) });
  return {
    routes: detectionRoutes(service),
    service,
    graphSizes,
    /** A run that writes nothing, in a thread of its own. */
    trial: (
      trial: Omit<Trial, 'kind' | 'connection' | 'types' | 'traits'>,
      onProgress: Parameters<typeof trialThread>[1],
    ) => trialThread({ kind: 'trial', connection, types: plainTypes(types), traits, ...trial }, onProgress),
    open: service.open,
    close: service.close,
  };
};
