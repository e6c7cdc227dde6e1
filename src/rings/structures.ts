import { setImmediate as nextTurn } from 'node:timers/promises';
import { type EngineConfig, engineConfig } from '../engine/config.ts';
import { countsOfTypes, type RingStructure, ringStructure, type ShownSignals } from '../engine/match/ring-structure.ts';
import { type TieRules, tieRules } from '../engine/match/tie-rules.ts';
import type { RunBasis } from '../engine/result.ts';
import { RingfenceError } from '../errors.ts';
import type { StructureMemberRow, StructureSignalsRow } from './rows.ts';
import type { RingsStore } from './store.ts';

/** How a run judged: by this its rings are asked, and accounts are matched with them. */
export interface JudgedRun {
  readonly id: string;
  readonly config: EngineConfig;
  readonly rules: TieRules;
  /** Epoch seconds: what was seen later was not part of the run. */
  readonly until: number;
}

/** A ring as it was at its run, read from the graph: its evidence, and what its members had shown until then. */
export interface StructureReader {
  /** Throws `run-too-old` for a run of a release that kept nothing to judge by. */
  judged(run: string): Promise<JudgedRun>;
  of(run: JudgedRun, ring: string): Promise<RingStructure>;
  /** All rings of a run, the surest first; some at once, so that small ones cost no round trip each. */
  all(run: JudgedRun): AsyncGenerator<{ readonly ring: string; readonly structure: RingStructure }>;
}

/** Members read in one go. */
const MEMBERS = 2_000;
/** Members handled before others are let in. */
const TURN = 500;
const WINDOW_SECONDS = 8 * 3600;

export const structureReader = (
  store: Pick<RingsStore, 'judgedRun' | 'structureSignals' | 'structureMembers' | 'sizes'>,
  types: readonly { readonly name: string; readonly relationship: string }[],
): StructureReader => {
  const typeOf = new Map(types.map(({ name, relationship }) => [relationship, name]));

  const read = async (run: JudgedRun, rings: readonly string[]): Promise<RingStructure[]> => {
    const evidence = new Map((await store.structureSignals(run.id, rings)).map((row) => [row.place, row]));
    const keyOf = rings.map((_, place) => keysById(evidence.get(place)));
    const members: ShownSignals[][] = rings.map(() => []);
    let count = 0;
    for await (const row of store.structureMembers(run.id, rings, run.until)) {
      members[row.place]!.push(shownBy(row, keyOf[row.place]!, typeOf, run));
      if (++count % TURN === 0) await nextTurn();
    }
    return rings.map((_, place) => ringStructure(inOrder(members[place]!), signalsOf(evidence.get(place)), run.rules));
  };

  return {
    async judged(id) {
      const row = await store.judgedRun(id);
      const config = row && engineConfig.safeParse(JSON.parse(row.config));
      if (!row?.basis || !config?.success) throw tooOld();
      const basis = JSON.parse(row.basis) as RunBasis;
      return { id, config: config.data, rules: tieRules(basis, config.data), until: row.until };
    },

    of: async (run, ring) => (await read(run, [ring]))[0]!,

    async *all(run) {
      let batch: string[] = [];
      let members = 0;
      const take = async function* () {
        const structures = await read(run, batch);
        for (const [place, ring] of batch.entries()) yield { ring, structure: structures[place]! };
        batch = [];
        members = 0;
      };
      for (const { id, size } of await store.sizes(run.id)) {
        if (batch.length > 0 && members + size > MEMBERS) yield* take();
        batch.push(id);
        members += size;
      }
      if (batch.length > 0) yield* take();
    },
  };
};

const keysById = (row: StructureSignalsRow | undefined): ReadonlyMap<number, string> =>
  new Map(row?.ids.map((id, i) => [id, row.keys[i]!]));

const signalsOf = (row: StructureSignalsRow | undefined) =>
  row?.keys.map((key, i) => ({ key, type: row.types[i]!, bits: row.bits[i]!, accounts: row.accounts[i]! })) ?? [];

const shownBy = (
  row: StructureMemberRow,
  keyOf: ReadonlyMap<number, string>,
  typeOf: ReadonlyMap<string, string>,
  { until }: JudgedRun,
): ShownSignals => {
  const { add, ...counts } = countsOfTypes();
  const last = Math.floor(until / WINDOW_SECONDS);
  const signals: { key: string; windows: readonly number[] }[] = [];
  row.signals.forEach((id, i) => {
    const windows = row.windows[i]!.filter((window) => window <= last);
    add(typeOf.get(row.relationships[i]!)!, windows.length);
    const key = keyOf.get(id);
    if (key !== undefined) signals.push({ key, windows });
  });
  return { account: row.account, created: row.created ?? Number.NaN, signals, ...counts };
};

/** By creation, then by id: the order decides which pairs of a large ring are looked at. */
const inOrder = (members: readonly ShownSignals[]): ShownSignals[] => {
  const time = ({ created }: ShownSignals): number => (Number.isNaN(created) ? Number.POSITIVE_INFINITY : created);
  const after = (x: ShownSignals, y: ShownSignals): boolean =>
    time(x) > time(y) || (time(x) === time(y) && x.account > y.account);
  return [...members].sort((x, y) => (after(x, y) ? 1 : -1));
};

const tooOld = (): RingfenceError =>
  new RingfenceError({
    type: 'run-too-old',
    status: 409,
    detail: 'The published run is of a release that did not keep what this question is answered by.',
    mend: 'Start a detection run (POST /v1/runs) and ask again when it is published.',
  });
