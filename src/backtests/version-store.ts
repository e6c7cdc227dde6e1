import { randomUUID } from 'node:crypto';
import type { Actor, Audited, AuditTarget } from '../audited.ts';
import type { EngineConfig } from '../engine/config.ts';
import { type EngineOverrides, mergedConfig } from '../engine-overrides.ts';
import { RingfenceError } from '../errors.ts';
import type { CypherQuery, Graph, Parameters } from '../graph/graph.ts';
import { cypher } from '../graph/queries.ts';
import { authorOf } from './store.ts';

/** What stands over the file's configuration; `at` in epoch milliseconds. */
export interface VersionRow {
  readonly version: number;
  /** JSON text. */
  readonly overrides: string;
  readonly backTo: number | null;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
  readonly backTest: string | null;
  readonly author: string | null;
}

interface Step {
  /** The version that the caller saw last; 0 for none. */
  readonly seen: number;
  readonly reason: string;
  readonly by: Actor;
  /** Epoch milliseconds. */
  readonly at: number;
}

export type VersionStore = ReturnType<typeof versionStore>;

/** Versions of what stands over `detection.engine` of the file: appended, never changed; all instances go by the newest. */
export const versionStore = (graph: Graph, audited: Audited, file: EngineConfig) => {
  const newest = async (): Promise<VersionRow | null> =>
    (await graph.read<VersionRow>(cypher('backtests/newest-version')))[0] ?? null;

  /** Appends a version, once, if none came since the one that was seen. */
  const append = async (
    step: Step,
    query: CypherQuery,
    parameters: Parameters,
    event: { action: string; targets: readonly AuditTarget[]; after: Readonly<Record<string, string | number>> },
  ): Promise<'written' | 'changed since' | 'refused'> => {
    const id = randomUUID();
    return graph.transaction(async (tx) => {
      const [last] = await tx.run<{ version: number; id: string | null }>(cypher('backtests/lock-versions'));
      // The second try of a commit that went unanswered.
      if (last!.id === id) return 'written';
      if (last!.version !== step.seen) return 'changed since';
      const version = step.seen + 1;
      const asked = { id, version, reason: step.reason, by: step.by.name, at: step.at };
      const rows = await tx.run(query, { ...asked, ...parameters });
      if (rows.length === 0) return 'refused';
      const facts = { before: { version: step.seen }, after: { version, ...event.after } };
      await audited(tx, id, { actor: step.by, action: event.action, targets: event.targets, ...facts });
      return 'written';
    });
  };

  return {
    newest,
    list: (below: number, limit: number): Promise<VersionRow[]> =>
      graph.read(cypher('backtests/versions'), { below, limit }),

    /** What the next run goes by. Throws `engine-configuration-invalid` where a promoted key is none of this release. */
    engine: async (): Promise<{ version: number; overrides: EngineOverrides; engine: EngineConfig }> => {
      const row = await newest();
      const overrides = row === null ? {} : (JSON.parse(row.overrides) as EngineOverrides);
      const version = row?.version ?? 0;
      try {
        return { version, overrides, engine: mergedConfig(file, overrides) };
      } catch {
        throw unfit(version);
      }
    },

    /** `refused`: the test is not done, or whoever approves has asked for it. */
    promote: (test: string, overrides: EngineOverrides, step: Step) =>
      append(
        step,
        cypher('backtests/promote'),
        { test, overrides: JSON.stringify(overrides), approver: authorOf(step.by) },
        {
          action: 'promoteBackTest',
          targets: [{ kind: 'back-test', id: test }],
          after: { overrides: JSON.stringify(overrides) },
        },
      ),

    /** `refused`: there is no such version. */
    goBack: (to: number, step: Step) =>
      append(step, cypher('backtests/go-back'), { to }, { action: 'goBackEngine', targets: [], after: { backTo: to } }),
  };
};

const unfit = (version: number): RingfenceError =>
  new RingfenceError({
    type: 'engine-configuration-invalid',
    status: 409,
    exitCode: 78,
    detail: `Version ${version} of the engine’s configuration, which was promoted, does not fit this release.`,
    mend: 'Go back to another version: POST /v1/configuration/detection/go-back.',
  });
