import type { Graph } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import type { ClockSample } from './clock.ts';
import type { Stuck } from './deliveries.ts';
import type { IndexRow } from './schema-objects.ts';
import { BATCH_AGE_MS, type Work } from './work.ts';

export type DoctorStore = ReturnType<typeof doctorStore>;

const CLOCK_SAMPLES = 5;

/** What the doctor asks of the graph. Nothing here writes. */
export const doctorStore = (graph: Graph) => ({
  constraints: async (): Promise<ReadonlySet<string>> =>
    new Set((await graph.read<{ name: string }>(cypher('doctor/constraints'))).map(({ name }) => name)),

  indexes: (): Promise<IndexRow[]> => graph.read<IndexRow>(cypher('doctor/indexes')),

  settings: async (): Promise<ReadonlyMap<string, string | null>> => {
    const rows = await graph.read<{ name: string; value: string | null }>(cypher('doctor/settings'));
    return new Map(rows.map(({ name, value }) => [name, value]));
  },

  /** Bytes; null where the server does not say it. */
  heapLimit: async (): Promise<number | null> => {
    const [row] = await graph.read<{ max: number | null }>(cypher('doctor/heap'));
    return row?.max ?? null;
  },

  clock: async (now: () => number): Promise<ClockSample[]> => {
    const samples: ClockSample[] = [];
    // The first one opens a connection and tells little.
    for (let i = 0; i <= CLOCK_SAMPLES; i++) {
      const asked = now();
      const [row] = await graph.read<{ now: number }>(cypher('doctor/clock'));
      samples.push({ asked, answered: now(), server: row!.now });
    }
    return samples;
  },

  /**
   * Ids of the service keys in the keys of these types' signals (`<type>:<key id>:<digest>`), by jumps through the index: one
   * question for each id, not one for each signal.
   */
  usedKeyIds: async (types: readonly string[]): Promise<string[]> => {
    const ids = new Set<string>();
    for (const type of types) {
      for (let after = `${type}:`; ; ) {
        const [row] = await graph.read<{ key: string }>(cypher('doctor/next-key'), { after, before: `${type};` });
        if (row === undefined) break;
        const id = row.key.split(':')[1]!;
        ids.add(id);
        // `;` is the character after `:`, so this is behind every key of this id.
        after = `${type}:${id};`;
      }
    }
    return [...ids].sort();
  },

  deliveries: (now: number): Promise<Stuck[]> => graph.read(cypher('doctor/deliveries'), { now }),

  work: async (now: number): Promise<Work> => {
    const [lease] = await graph.read<NonNullable<Work['lease']>>(cypher('doctor/leases'));
    const running = await graph.read<Work['running'][number]>(cypher('doctor/runs-at-work'));
    const [migration] = await graph.read<NonNullable<Work['migration']>>(cypher('doctor/migration-lock'));
    const [batches] = await graph.read<Work['batches']>(cypher('doctor/open-batches'), { before: now - BATCH_AGE_MS });
    return { lease: lease ?? null, running, migration: migration ?? null, batches: batches! };
  },
});
