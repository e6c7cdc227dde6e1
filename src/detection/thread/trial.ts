import type { EngineConfig } from '../../engine/config.ts';
import type { Crew } from '../../engine/crew.ts';
import { detect } from '../../engine/index.ts';
import type { SignalTrait } from '../../engine/input/columns.ts';
import type { PreviousRing, Ring } from '../../engine/result.ts';
import type { Graph, GraphConnection } from '../../graph/graph.ts';
import { type AllowedRow, allowances, readAllowed, readDoubted } from './decided.ts';
import { overall } from './overall.ts';
import { columnsUntil } from './past-state.ts';
import { type GraphSignalType, readColumns, readPreviousRings } from './projection.ts';

/** Two configurations over one state of the graph, side by side. Nothing is written. */
export interface TrialJob {
  readonly kind: 'trial';
  readonly connection: GraphConnection;
  readonly types: readonly GraphSignalType[];
  readonly traits?: readonly SignalTrait[] | undefined;
  readonly tested: EngineConfig;
  readonly live: EngineConfig;
  /** Epoch seconds; null for the present. */
  readonly until: number | null;
  /** What the tested side allows beside the allow-list, and what of it it leaves out. */
  readonly allow: {
    readonly add: readonly AllowedRow[];
    readonly leaveOut: readonly Pick<AllowedRow, 'kind' | 'target'>[];
  };
}

export interface TrialRing {
  readonly id: string;
  readonly score: number;
  readonly summary: string;
  readonly accounts: readonly string[];
  /** The ring of the published run with which it shares the most; null where it shares none. */
  readonly published: string | null;
}

export interface TrialSide {
  readonly hash: string;
  readonly rings: readonly TrialRing[];
}

export interface Trial {
  readonly tested: TrialSide;
  readonly live: TrialSide;
  readonly sizes: { readonly accounts: number; readonly signals: number; readonly observations: number };
}

/** Share of the whole that reading takes. */
const READ = 0.5;

/**
 * Reads the graph once and detects twice. Neither side knows the last run, the confirmed rings or appeals: all would carry what was
 * found before into what is measured. The same state and configurations give the same rings.
 */
export const runTrial = async (
  graph: Graph,
  job: TrialJob,
  onProgress: (stage: string, progress: number) => void,
  crew?: Crew,
): Promise<Trial> => {
  const present = await readColumns(graph, job.types, (fraction) => onProgress('read', READ * fraction), job.traits);
  const columns = job.until === null ? present : columnsUntil(present, job.until);
  const allowed = await readAllowed(graph);
  const { rings: published } = await readPreviousRings(graph);
  const side = async (
    config: EngineConfig,
    rows: readonly AllowedRow[],
    name: string,
    from: number,
  ): Promise<TrialSide> => {
    const doubted = await readDoubted(graph, config.appeals);
    const { hash, rings } = detect(columns, config, {
      decided: { ...allowances(rows), confirmed: [], doubted },
      crew,
      onProgress: (stage, fraction) =>
        onProgress(`${name}: ${stage}`, from + ((1 - READ) / 2) * overall(stage, fraction)),
    });
    return { hash, rings: named(rings, published) };
  };
  const left = new Set(job.allow.leaveOut.map(({ kind, target }) => `${kind} ${target}`));
  const changed = [...allowed.filter(({ kind, target }) => !left.has(`${kind} ${target}`)), ...job.allow.add];
  const same = JSON.stringify([job.tested, changed]) === JSON.stringify([job.live, allowed]);
  const live = await side(job.live, allowed, 'live', READ);
  return {
    live,
    tested: same ? live : await side(job.tested, changed, 'tested', READ + (1 - READ) / 2),
    sizes: {
      accounts: columns.accounts.length,
      signals: columns.signals.length,
      observations: columns.account.length,
    },
  };
};

const named = (rings: readonly Ring[], published: readonly PreviousRing[]): TrialRing[] => {
  const ringOf = new Map(published.flatMap(({ id, accounts }) => accounts.map((account) => [account, id] as const)));
  return rings.map(({ id, score, summary, members }) => {
    const accounts = members.map(({ account }) => account);
    const shared = new Map<string, number>();
    for (const account of accounts) {
      const ring = ringOf.get(account);
      if (ring !== undefined) shared.set(ring, (shared.get(ring) ?? 0) + 1);
    }
    const [most] = [...shared].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return { id, score, summary, accounts, published: most?.[0] ?? null };
  });
};
