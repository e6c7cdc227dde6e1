import { RingfenceError } from '../errors.ts';
import type { ObservedEvent, Observer } from '../signals/index.ts';

/** One thing wrong with one event of a request; never holds a value. */
export interface InvalidEvent {
  /** Place of the event in the request, from 0. */
  readonly index: number;
  /** JSON pointer into the event. */
  readonly pointer: string;
  readonly reason: string;
}

/** The events of one batch as the door let them in: nothing raw is left. */
export interface ReceivedEvents {
  /** By index in the request; null where the event was refused. */
  readonly events: readonly (ObservedEvent | null)[];
  /** How many were refused. */
  readonly rejected: number;
  /** What was wrong, in order; at most as many as were asked for. */
  readonly invalid: readonly InvalidEvent[];
}

/** Problems listed in one answer. */
export const MAX_LISTED = 100;

/**
 * Takes in the events of one batch one after another: each is observed at once, and only its normalised form is kept.
 * Throws `payload-too-large` at the first event beyond `maxEvents`.
 */
export const intake = (options: { observer: Observer; nowMs: number; maxEvents: number; maxListed: number }) => {
  const events: (ObservedEvent | null)[] = [];
  const ids = new Set<string>();
  const invalid: InvalidEvent[] = [];
  let rejected = 0;

  const place = (event: ObservedEvent | null): void => {
    if (events.length >= options.maxEvents) throw tooMany(options.maxEvents);
    events.push(event);
  };
  const list = (pointer: string, reason: string): void => {
    if (invalid.length < options.maxListed) invalid.push({ index: events.length, pointer, reason });
  };
  /** An event that could not even be read. */
  const refuse = (reason: string): void => {
    list('', reason);
    rejected += 1;
    place(null);
  };

  return {
    refuse,
    add(raw: unknown): void {
      const seen = options.observer.observe(raw, options.nowMs);
      if (!seen.ok) {
        for (const { pointer, reason } of seen.problems) list(pointer, reason);
        rejected += 1;
        place(null);
      } else if (ids.has(seen.event.id)) {
        list('/id', 'is the id of an earlier event of this batch');
        rejected += 1;
        place(null);
      } else {
        ids.add(seen.event.id);
        place(seen.event);
      }
    },
    get count(): number {
      return events.length;
    },
    received: (): ReceivedEvents => ({ events, rejected, invalid }),
  };
};

const tooMany = (maxEvents: number): RingfenceError =>
  new RingfenceError({
    type: 'payload-too-large',
    status: 413,
    detail: `The request has more than ${maxEvents} events.`,
    mend: 'Send the events in several requests.',
    extra: { limit: { events: maxEvents } },
  });
