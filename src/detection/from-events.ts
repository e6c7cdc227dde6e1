import type { ObservationColumns } from '../engine/input/columns.ts';
import { columnsBuilder, type KnownTraits } from '../engine/input/columns-builder.ts';
import { type ObservedEvent, type SignalRegistry, windowOf } from '../signals/index.ts';

/** Folds events into the engine's columns without a database. Memory grows with accounts × signals, not with events. */
export interface EventColumns {
  add(event: ObservedEvent): void;
  /**
   * Everything added so far, as the projection of the same events in the graph would give it. `current`: the key under which a
   * signal goes today.
   */
  build(traits?: KnownTraits, current?: (key: string) => string): ObservationColumns;
}

export const columnsFromEvents = (registry: SignalRegistry): EventColumns => {
  const builder = columnsBuilder();
  /** Created (epoch ms, NaN before a signup was seen) and requests of each account. */
  const known = new Map<string, { created: number; requests: number }>();
  return {
    add(event) {
      let account = known.get(event.account);
      if (account === undefined) {
        account = { created: Number.NaN, requests: 0 };
        known.set(event.account, account);
      }
      if (event.kind === 'signup' && !(account.created <= event.time)) account.created = event.time;
      account.requests += event.usage?.requests ?? 0;
      const seconds = Math.floor(event.time / 1000);
      const windows = [windowOf(event.time)];
      for (const { key, type } of event.signals) builder.add(event.account, key, type, 1, seconds, seconds, windows);
    },
    build(traits, current) {
      for (const [id, { created, requests }] of known) {
        builder.account(id, { requests, ...(Number.isNaN(created) ? {} : { createdAt: Math.floor(created / 1000) }) });
      }
      const types = registry.all.map(({ name, kind, family, strength }) => ({ name, kind, family, strength }));
      return builder.build(types, traits, current);
    },
  };
};
