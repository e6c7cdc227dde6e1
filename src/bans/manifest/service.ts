import type { JSONWebKeySet } from 'jose';
import { RingfenceError } from '../../errors.ts';
import { noSuchBatch } from '../batch/asked.ts';
import type { BatchStore } from '../batch/store.ts';
import { erasedLine } from './manifest.ts';
import type { FreezingStore } from './store.ts';

/** Lines read at a time, some .3 MB. */
const LINES = 500;

/** Manifests as they are read: at flat memory, whatever they list. */
export const manifestService = (options: {
  store: Pick<BatchStore, 'get' | 'items'> & Pick<FreezingStore, 'header'>;
  jwks(): Promise<JSONWebKeySet>;
}) => {
  const { store } = options;
  return {
    keys: async () => (await options.jwks()) as { keys: Record<string, string>[] },

    /** Throws `not-found`, and `illegal-transition` before it is frozen. */
    open: async (id: string) => {
      const batch = await store.get(id);
      if (batch === null) throw noSuchBatch();
      const header = await store.header(id);
      if (header === null) throw notFrozen(batch.state);
      let accounts = 0;
      return {
        /** Lines given so far. */
        get accounts() {
          return accounts;
        },
        async *pieces(signal: AbortSignal): AsyncGenerator<string> {
          yield `${header}\n`;
          for (let after = 0; ; ) {
            signal.throwIfAborted();
            const rows = await store.items(id, [], after, LINES);
            if (rows.length === 0) return;
            after = rows.at(-1)!.seq;
            accounts += rows.length;
            const lines = rows.map(({ seq, hash, line }) => line ?? JSON.stringify(erasedLine({ seq, hash: hash! })));
            yield `${lines.join('\n')}\n`;
          }
        },
      };
    },
  };
};
export type ManifestService = ReturnType<typeof manifestService>;

const notFrozen = (state: string): RingfenceError =>
  new RingfenceError({
    type: 'illegal-transition',
    status: 409,
    detail: `A batch that is ${state} has no manifest.`,
    mend: 'Freeze it: POST /v1/bans/{id}/freeze.',
    extra: { state, allowed: [] },
  });
