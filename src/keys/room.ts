import type { RoomContext } from '../room.ts';
import { keysService } from './service.ts';
import { keysStore } from './store.ts';

/** API keys. They are made on the command line, so there are no routes. */
export const keysRoom = ({ graph, audited, now }: RoomContext) =>
  keysService({ store: keysStore(graph, audited), now });
