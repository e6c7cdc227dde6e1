import type { Logger } from 'pino';
import { repeat } from '../repeat.ts';
import { alertsOf, type Condition, type Rule } from './evaluate.ts';
import { isQuiet, type QuietHours } from './quiet.ts';
import type { AlertStore, RuleRow, RunToSee } from './store.ts';

/** How often it is looked whether quiet hours have ended, or an instance died between a run and its alerts. */
const EVERY_MS = 15_000;
/** Alerts of one digest. */
const MOST = 500;

export interface AlertWatch {
  /** Holds runs that were published against the rules, each once over all instances; and sends what quiet hours held. */
  look(): Promise<void>;
  /** Looks now, and again from time to time. */
  open(): void;
  close(): Promise<void>;
}

export const alertWatch = ({
  store,
  log,
  now,
}: {
  store: AlertStore;
  log: Logger;
  /** Epoch milliseconds. */
  now(): number;
}): AlertWatch => {
  const raise = async (run: RunToSee, seen: string | null): Promise<void> => {
    const rows = await store.rules();
    const rings = await store.ringsOf(run);
    const rules = rows.map(ruleOf);
    const ids = rules.filter(({ enabled }) => enabled).map(({ id }) => id);
    const raised = await store.raised(
      ids,
      rings.map(({ id }) => id),
    );
    const quiet = quietRules(rows, now());
    const alerts = alertsOf(rules, run, rings, raised).map((alert) => ({ ...alert, held: quiet.has(alert.rule.id) }));
    const done = await store.raise(run, seen, alerts, now());
    if (done && alerts.length > 0) log.info({ run: run.id, alerts: alerts.length }, 'a run has raised alerts');
  };

  const sendHeld = async (): Promise<void> => {
    const held = await store.held(MOST);
    if (held.length === 0) return;
    const quiet = quietRules(await store.rules(), now());
    const due = held.filter(({ rule }) => !quiet.has(rule));
    if (due.length > 0 && (await store.digest(due, MOST))) log.info({ alerts: due.length }, 'held alerts were sent');
  };

  const look = async (): Promise<void> => {
    while (!watching.signal.aborted) {
      const seen = await store.lastRun();
      const run = await store.nextRun();
      if (run === null) break;
      await raise(run, seen);
    }
    await sendHeld();
  };

  const watching = repeat({
    work: look,
    everyMs: EVERY_MS,
    onError: (error) => log.warn({ err: error }, 'alerts are raised later'),
  });

  return { look, open: watching.open, close: watching.close };
};

const ruleOf = ({ id, name, enabled, when, againPercent }: RuleRow): Rule => ({
  ...{ id, name, enabled, againPercent },
  when: JSON.parse(when) as Condition,
});

/** Rules of which it is quiet now. */
const quietRules = (rows: readonly RuleRow[], at: number): ReadonlySet<string> =>
  new Set(
    rows.filter(({ quiet }) => quiet !== null && isQuiet(JSON.parse(quiet) as QuietHours, at)).map(({ id }) => id),
  );
