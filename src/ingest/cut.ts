import type { ObservedEvent } from '../signals/index.ts';
import { laneOf } from './lanes.ts';

/** How a batch is cut; fixed when the batch begins, so that a replay under another configuration cuts it alike. */
export interface Cut {
  /** Events of one chunk, on average. */
  readonly chunkEvents: number;
  readonly lanes: number;
}

/** Some events of a batch that are written in one transaction. */
export interface Piece {
  readonly index: number;
  readonly lane: number;
  readonly events: readonly ObservedEvent[];
}

/** A batch that fits in one transaction is not cut at all. */
export const cutFor = (events: number, chunkEvents: number, lanes: number): Cut => ({
  chunkEvents,
  lanes: events <= chunkEvents ? 1 : lanes,
});

/** How many chunks a batch of so many events has. */
export const chunkCount = (events: number, { chunkEvents, lanes }: Cut): number =>
  Math.ceil(events / (chunkEvents * lanes)) * lanes;

/**
 * The chunks of a batch: ranges of events by index, each range dealt out by the lane of the account. Which chunk an event is in
 * hangs on its place and its account alone, and not on whether the events around it are valid (null: refused).
 * Chunks without events are left out.
 */
export function* pieces(events: readonly (ObservedEvent | null)[], cut: Cut): Generator<Piece> {
  const range = cut.chunkEvents * cut.lanes;
  for (let start = 0; start < events.length; start += range) {
    const dealt: ObservedEvent[][] = Array.from({ length: cut.lanes }, () => []);
    for (const event of events.slice(start, start + range)) {
      if (event !== null) dealt[laneOf(event.account, cut.lanes)]!.push(event);
    }
    for (const [lane, own] of dealt.entries()) {
      if (own.length > 0) yield { index: (start / range) * cut.lanes + lane, lane, events: own };
    }
  }
}
