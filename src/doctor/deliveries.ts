import { type Finding, ok, together, warning } from './check.ts';

/** Messages for one receiver, by what went wrong last. Times are epoch ms. */
export interface Stuck {
  /** `pending` is one that was tried, or is due. */
  readonly state: 'dead' | 'pending';
  readonly receiver: string;
  /** Null for what was not tried yet. */
  readonly problem: string | null;
  readonly messages: number;
  /** When the oldest of them was added. */
  readonly oldest: number;
  /** When the first of those that wait is sent next. */
  readonly dueAt: number | null;
}

/** Somebody who lives sends what is due within a second, or takes it over when a lease of a minute runs out. */
const OVERDUE_MS = 5 * 60_000;
/** Longer than retries of a short outage take. */
const LONG_MS = 3_600_000;

/** Dead letters, and what waits for long. */
export const deliveriesFinding = (stuck: readonly Stuck[], now: number): Finding => {
  const of = (state: Stuck['state']) => stuck.filter((one) => one.state === state);
  const faults: Finding[] = [];
  const dead = of('dead');
  if (dead.length > 0) {
    faults.push(
      warning(
        `${messages(dead)} given up, the oldest of ${since(dead)}: ${listed(dead)}.`,
        'Look at the receiver (POST /v1/receivers/{id}/test), then send them again: POST /v1/deliveries/replay',
      ),
    );
  }
  const overdue = of('pending').filter(({ dueAt }) => dueAt !== null && dueAt < now - OVERDUE_MS);
  if (overdue.length > 0) {
    faults.push(
      warning(
        `${messages(overdue)} due for more than ${OVERDUE_MS / 60_000} minutes and nobody sends: ${listed(overdue)}.`,
        'They are sent by whatever instance runs. Start one: ringfence serve',
      ),
    );
  }
  const waiting = of('pending').filter((one) => !overdue.includes(one) && one.oldest < now - LONG_MS);
  if (waiting.length > 0) {
    faults.push(
      warning(
        `${messages(waiting)} sent again and again, the oldest of ${since(waiting)}: ${listed(waiting)}.`,
        'Look at the receiver: GET /v1/deliveries?state=pending tells when each is sent next, and it is given up after `deliveries.attempts`.',
      ),
    );
  }
  const left = of('pending').reduce((sum, row) => sum + row.messages, 0);
  return together(faults, () => ok(left === 0 ? 'nothing is left to be sent' : `${left} on their way`));
};

const messages = (rows: readonly Stuck[]): string => {
  const count = rows.reduce((sum, row) => sum + row.messages, 0);
  return count === 1 ? '1 message is' : `${count} messages are`;
};

const since = (rows: readonly Stuck[]): string => new Date(Math.min(...rows.map(({ oldest }) => oldest))).toISOString();

const NAMED = 3;

/** `12 to enforcement service (status-503)`, the most first. */
const listed = (rows: readonly Stuck[]): string => {
  const named = rows
    .toSorted((a, b) => b.messages - a.messages)
    .slice(0, NAMED)
    .map(({ receiver, problem, messages: count }) => `${count} to ${receiver} (${problem ?? 'not tried yet'})`);
  return rows.length > NAMED ? `${named.join(', ')} and more` : named.join(', ');
};
