import { columnsBuilder, type ObservationColumns } from '../../src/engine/index.ts';
import { type ObservedEvent, type ObservedSignal, signalRegistry, WINDOW_MS } from '../../src/signals/index.ts';

/** Events as the engine sees them when they have gone through the graph, without one. */
export const observedColumns = (events: readonly ObservedEvent[]): ObservationColumns => {
  const accounts = new Map<string, { createdAt: number | null; requests: number }>();
  const shown = new Map<string, { account: string; signal: ObservedSignal; times: number[] }>();
  for (const { account, kind, time, signals, usage } of events) {
    const known = accounts.get(account) ?? { createdAt: null, requests: 0 };
    accounts.set(account, known);
    if (kind === 'signup') known.createdAt = Math.floor(time / 1000);
    known.requests += usage?.requests ?? 0;
    for (const signal of signals) {
      const row = `${account} ${signal.key}`;
      if (!shown.has(row)) shown.set(row, { account, signal, times: [] });
      shown.get(row)!.times.push(time);
    }
  }
  const builder = columnsBuilder();
  for (const [account, known] of accounts) builder.account(account, known);
  for (const { account, signal, times } of shown.values()) {
    const windows = [...new Set(times.map((time) => Math.floor(time / WINDOW_MS)))].sort((x, y) => x - y);
    const [first, last] = [Math.min(...times), Math.max(...times)].map((time) => Math.floor(time / 1000));
    builder.add(account, signal.key, signal.type, times.length, first!, last!, windows);
  }
  return builder.build(signalRegistry().all);
};
