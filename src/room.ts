import type { Logger } from 'pino';
import type { Audited } from './audited.ts';
import type { Graph } from './graph/graph.ts';

/**
 * What every room of the service stands on. The `room.ts` of a folder joins its parts and hands out what the house takes of it: `routes`,
 * a `forgetter` of what it keeps of accounts, `open` and `close` of what it does by itself, and what app.ts hands on to other rooms.
 */
export interface RoomContext {
  readonly graph: Graph;
  readonly audited: Audited;
  /** Names this process among several instances. */
  readonly instance: string;
  readonly log: Logger;
  /** Epoch milliseconds. */
  now(): number;
}
