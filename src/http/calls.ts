import type { ServerResponse } from 'node:http';
import { RingfenceError } from '../errors.ts';

/** What is known of a request while it is answered, and what its log line is made of. */
interface CallRecord {
  readonly requestId: string;
  /** `performance.now()` at its arrival. */
  readonly arrived: number;
  /** The route's pattern: never the path, which can hold ids and values. */
  route: string;
  /** Id of who calls, once it is known. */
  caller: string | null;
  /** The problem type that it was answered with. */
  problem: string | null;
  /** The fault behind a 500, for the log. */
  fault: unknown;
  /** Aborted with a RingfenceError where the service stops, with another reason where the client goes away. */
  readonly abort: AbortController;
}

/** The calls in flight, so that a stop can wait for them and a client that leaves is noticed. */
export interface Calls {
  begin(response: ServerResponse, requestId: string): CallRecord;
  of(response: ServerResponse): CallRecord;
  /** Calls not yet answered. */
  readonly inFlight: number;
  /** No keep-alive from here on; event streams, which never end by themselves, are told now. */
  stopping(): void;
  /** Tells every call that is left; there is a moment still in which it may answer. */
  abortAll(): void;
  /** Resolves when none is left. */
  idle(): Promise<void>;
}

const UNMATCHED = '(no route)';

export const callsInFlight = (): Calls => {
  const records = new WeakMap<ServerResponse, CallRecord>();
  const open = new Set<ServerResponse>();
  const waiting: (() => void)[] = [];
  let stops = false;

  const of = (response: ServerResponse): CallRecord => {
    const record = records.get(response);
    if (record === undefined) throw new Error('a response that did not come through this app');
    return record;
  };
  const closeAfter = (response: ServerResponse): void => {
    if (!response.headersSent) response.setHeader('Connection', 'close');
  };

  return {
    begin(response, requestId) {
      const abort = new AbortController();
      const record: CallRecord = {
        requestId,
        arrived: performance.now(),
        route: UNMATCHED,
        caller: null,
        problem: null,
        fault: undefined,
        abort,
      };
      records.set(response, record);
      open.add(response);
      if (stops) closeAfter(response);
      response.once('close', () => {
        open.delete(response);
        if (!response.writableFinished) abort.abort();
        if (open.size === 0) for (const resolve of waiting.splice(0)) resolve();
      });
      return record;
    },
    of,
    get inFlight() {
      return open.size;
    },
    stopping() {
      stops = true;
      for (const response of open) {
        closeAfter(response);
        if (String(response.getHeader('content-type')).startsWith('text/event-stream'))
          of(response).abort.abort(stoppingNow());
      }
    },
    abortAll() {
      for (const response of open) of(response).abort.abort(stoppingNow());
    },
    idle: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
};

/** What is left unanswered is answered with this when the service stops. */
export const stoppingNow = (): RingfenceError =>
  new RingfenceError({
    type: 'overloaded',
    status: 503,
    retryAfterSeconds: 5,
    detail: 'The service is stopping.',
    mend: 'Send it again after Retry-After seconds; what was begun goes on where it stopped.',
  });

/** Throws what a call is to be answered with when the service stops; nothing when it was the client that went away. */
export const throwIfStopping = (signal: AbortSignal | undefined): void => {
  if (signal?.reason instanceof RingfenceError) throw signal.reason;
};
