import { randomId } from '../random-id.ts';
import type { RoomContext } from '../room.ts';
import { appealsForgetter } from './forget.ts';
import { appealsRoutes } from './routes.ts';
import { appealsService } from './service.ts';
import { appealsStore } from './store.ts';

/** Appeals against bans, and what they teach. */
export const appealsRoom = ({
  graph,
  audited,
  now,
  lift,
  lifted,
  rule,
}: RoomContext & {
  /** Lets an account go, in the transaction of the decision. */
  lift: Parameters<typeof appealsStore>[2];
} & Pick<Parameters<typeof appealsService>[0], 'lifted' | 'rule'>) => {
  const service = appealsService({ store: appealsStore(graph, audited, lift), lifted, rule, newId: randomId, now });
  return { routes: appealsRoutes(service), forgetter: appealsForgetter(), ofBatch: service.ofBatch };
};
