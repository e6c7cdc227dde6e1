import type { RoomContext } from '../room.ts';
import { type RingReads, reportService } from './service.ts';
import { reportStore } from './store.ts';

/** A run as pages to read and print. */
export const reportRoom = ({ graph, rings }: RoomContext & { rings: RingReads }) =>
  reportService({ store: reportStore(graph), rings });
