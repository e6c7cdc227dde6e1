import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from '../audited.ts';
import type { EngineConfig } from '../engine/config.ts';
import { type EngineOverrides, mergedConfig, mergedOverrides } from '../engine-overrides.ts';
import { rfc3339, rfc3339OrNull } from '../fields.ts';
import { changedSince, requireMatch } from '../http/if-match.ts';
import { newestFirst, type PageAsked, pageOf } from '../http/pages.ts';
import type { BackTestComparison } from './compare-schema.ts';
import * as refuse from './refusals.ts';
import { counting, decisionsOf, sideBySide } from './result.ts';
import type { BackTest, BackTestResult, backTestPage, NewBackTest } from './schema.ts';
import { authorOf, type BackTestRow, type BackTestStore, type KeptRing, NoTarget } from './store.ts';
import type { EngineNow, EngineVersion, versionPage } from './version-schema.ts';
import type { VersionRow, VersionStore } from './version-store.ts';

export interface BackTestOptions {
  readonly store: BackTestStore;
  readonly versions: VersionStore;
  /** `detection.engine` of this instance's file. */
  readonly file: EngineConfig;
  /** Told that a test waits. */
  poke(): void;
  /** Epoch milliseconds. */
  now(): number;
}

export type BackTestService = ReturnType<typeof backTestService>;

export const backTestService = ({ store, versions, file, poke, now }: BackTestOptions) => {
  const found = async (id: string): Promise<BackTestRow> => {
    const row = await store.get(id);
    if (row === null) throw refuse.notFound();
    return row;
  };
  const done = async (id: string): Promise<BackTestRow> => {
    const row = await found(id);
    if (row.state !== 'done') throw refuse.notDone(row.state);
    return row;
  };
  const get = async (id: string): Promise<BackTest> => shown(await found(id));
  const current = async (): Promise<{ body: EngineNow; etag: string }> => {
    const { engine } = await versions.engine();
    const row = await versions.newest();
    return { body: { ...versionShown(row), engine, file }, etag: etagOf(row?.version ?? 0) };
  };

  return {
    get,

    /** Begins when it is its turn. Throws `invalid-request` for what the engine does not take or what is not there. */
    start: async (asked: NewBackTest, by: Actor): Promise<BackTest> => {
      if (asked.until !== undefined && Date.parse(asked.until) > now()) throw refuse.invalid('/until', 'is to come');
      const { engine } = await versions.engine();
      try {
        mergedConfig(engine, asked.engine);
      } catch {
        throw refuse.invalid('/engine', 'does not fit with the rest of the configuration');
      }
      const id = newId(now());
      await store.create(id, asked, by).catch((error: unknown) => {
        throw error instanceof NoTarget ? refuse.invalid(error.pointer, 'is not in the graph') : error;
      });
      poke();
      return get(id);
    },

    list: async (asked: PageAsked): Promise<z.output<typeof backTestPage>> => {
      const { rows, next } = await newestFirst(asked, TESTS, store.list, ({ createdAt, id }) => [createdAt, id]);
      return { backTests: rows.map(shown), next };
    },

    /** Throws `not-found`, `back-test-ended`. */
    cancel: async (id: string, by: Actor): Promise<BackTest> => {
      const state = await store.cancel(id, by);
      if (state === null) throw refuse.notFound();
      if (state !== 'waiting' && state !== 'running') throw refuse.ended(state);
      return get(id);
    },

    /** Two sides, judged by the decisions of now. Throws `not-found`, `back-test-not-done`. */
    compare: async (id: string, other: string, limit: number): Promise<BackTestComparison> => {
      const row = await done(id);
      if (other !== 'live') await done(other);
      const { decided } = await store.decisions(row.until);
      const of = (rings: readonly KeptRing[]) => counting(rings, row.against, decided);
      const tested = of(await store.rings(id, 'tested'));
      const beside = of(other === 'live' ? await store.rings(id, 'live') : await store.rings(other, 'tested'));
      const { comparison, ...figures } = sideBySide(tested, beside, decided);
      return {
        ...{ id, with: other, sameState: other === 'live' || other === id, ...figures },
        rings: comparison.rings
          .slice(0, limit)
          .map((change) => ({ ...change, tested: ringShown(change.tested), other: ringShown(change.other) })),
        gained: comparison.gained.slice(0, limit),
        lost: comparison.lost.slice(0, limit),
        decisions: decisionsOf(tested, beside, decided.rings).slice(0, limit),
      };
    },

    /**
     * Makes its configuration the engine's, for the next run of every instance. Throws `four-eyes` for whoever asked for it,
     * `back-test-not-done`, and `graph-conflict` where what was tried is not what would become live.
     */
    promote: async (id: string, reason: string, by: Actor): Promise<{ body: EngineNow; etag: string }> => {
      const row = await done(id);
      if (row.author === authorOf(by)) throw refuse.ownWork();
      if (row.bound > 0 || row.leavesOut.length > 0) throw refuse.otherAllowList();
      const { version, overrides, engine } = await versions.engine();
      if (JSON.stringify(engine) !== row.live || version !== row.liveVersion) throw refuse.otherLive();
      if (row.tested === row.live) throw refuse.noDifference();
      const promoted = mergedOverrides(overrides, JSON.parse(row.overrides) as EngineOverrides);
      const outcome = await versions.promote(id, promoted, { seen: version, reason, by, at: now() });
      if (outcome === 'changed since') throw refuse.otherLive();
      if (outcome === 'refused') throw refuse.ownWork();
      return current();
    },

    engine: current,

    versions: async (page: { cursor?: string | undefined; limit: number }): Promise<z.output<typeof versionPage>> => {
      const { rows, next } = await pageOf(page, VERSIONS, {
        from: [Number.MAX_SAFE_INTEGER],
        read: ([below], limit) => versions.list(Number(below), limit),
        at: ({ version }) => [version],
      });
      return { versions: rows.map(versionShown), next };
    },

    /** Throws `precondition-…`, and `not-found` for a version that never was. */
    goBack: async (
      { version: to, reason }: { version: number; reason: string },
      ifMatch: string | undefined,
      by: Actor,
    ): Promise<{ body: EngineNow; etag: string }> => {
      // Not by what it makes of the file: that a version does not fit is a reason to go back.
      const seen = (await versions.newest())?.version ?? 0;
      requireMatch(ifMatch, etagOf(seen), { missing: MISSING, changed: CHANGED });
      const outcome = await versions.goBack(to, { seen, reason, by, at: now() });
      if (outcome === 'changed since') throw changedSince(CHANGED);
      if (outcome === 'refused') throw refuse.noVersion();
      return current();
    },
  };
};

const MISSING = 'If-Match is missing: going back needs the ETag of the configuration in force.';
const CHANGED = 'Another configuration is in force since that ETag.';
/** What cursors of the lists are bound to: they have no filters. */
const TESTS = { of: 'back-tests' };
const VERSIONS = { of: 'engine-versions' };

const etagOf = (version: number): string => `"engine.${version}"`;

/** `bt_20260302t080000_k3f9qz`: in order of time for people, unique for machines. */
const newId = (nowMs: number): string => {
  const stamp = new Date(nowMs).toISOString().slice(0, 19).replace(/[-:]/g, '').toLowerCase();
  return `bt_${stamp}_${[...randomBytes(8)].map((byte) => (byte % 36).toString(36)).join('')}`;
};

const jsonOrNull = <T>(text: string | null): T | null => (text === null ? null : (JSON.parse(text) as T));

const shown = (row: BackTestRow): BackTest => {
  const { overrides, author: _, bound, leavesOut, result, tested, live, liveVersion, error, ...rest } = row;
  return {
    ...rest,
    until: rfc3339OrNull(row.until),
    engine: JSON.parse(overrides) as EngineOverrides,
    allowList: { added: bound, leftOut: [...leavesOut] },
    createdAt: rfc3339(row.createdAt),
    startedAt: rfc3339OrNull(row.startedAt),
    finishedAt: rfc3339OrNull(row.finishedAt),
    result: jsonOrNull<BackTestResult>(result),
    configuration:
      tested === null || live === null
        ? null
        : {
            tested: JSON.parse(tested) as Record<string, unknown>,
            live: JSON.parse(live) as Record<string, unknown>,
            liveVersion: liveVersion ?? 0,
          },
    promotions: [...row.promotions],
    error: jsonOrNull(error),
  };
};

const ringShown = (ring: KeptRing | null) => {
  if (ring === null) return null;
  const { id, accounts, ...rest } = ring;
  return { ring: id, size: accounts.length, ...rest };
};

const versionShown = (row: VersionRow | null): EngineVersion => ({
  version: row?.version ?? 0,
  overrides: row === null ? {} : (JSON.parse(row.overrides) as EngineOverrides),
  backTest: row?.backTest ?? null,
  author: row?.author ?? null,
  backTo: row?.backTo ?? null,
  by: row?.by ?? null,
  at: rfc3339OrNull(row?.at ?? null),
  reason: row?.reason ?? null,
});
