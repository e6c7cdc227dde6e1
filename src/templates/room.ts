import type { RoomContext } from '../room.ts';
import type { ServiceKeys, SignalRegistry, TemplateMiner } from '../signals/index.ts';
import { templatesService } from './service.ts';
import { templatesStore } from './store.ts';

/** Templates of prompts, the same on all instances. */
export const templatesRoom = ({
  graph,
  log,
  registry,
  serviceKeys,
  miner,
}: RoomContext & { registry: SignalRegistry; serviceKeys: ServiceKeys; miner: TemplateMiner }) => {
  const type = registry.all.find(({ privacy }) => privacy === 'template')!;
  return templatesService({ store: templatesStore(graph, type, serviceKeys.current), miner, type: type.name, log });
};
