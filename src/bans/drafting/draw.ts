import { RingfenceError } from '../../errors.ts';
import { randomId } from '../../random-id.ts';
import type { RingFilters } from '../../ring-filter.ts';
import type { Drawn, Listed } from '../batch/listed.ts';
import type { BansTransaction, BatchStore, FactsRow, LeftOut } from '../batch/store.ts';
import { MOST_ACCOUNTS } from './list-body.ts';
import { deduplicated, type Exclusion, whyLeftOut } from './listing.ts';

/** Where a list comes from, as it is kept with the batch. A list that was uploaded is drawn again from what the batch has of it. */
export type Source =
  | { readonly kind: 'rings'; readonly rings: readonly string[]; readonly minStrength: number }
  | { readonly kind: 'filter'; readonly filter: RingFilters; readonly minStrength: number }
  | { readonly kind: 'case'; readonly case: string; readonly minStrength: number }
  | { readonly kind: 'list'; readonly accounts: number }
  | { readonly kind: 'followup'; readonly of: string; readonly rings: readonly string[] };

/** What other rooms know. */
export interface DrawSources {
  /** Rings of the published run. */
  ringsMatching(filter: RingFilters): Promise<readonly string[]>;
  /** Throws `not-found`. */
  inCase(id: string): Promise<{ readonly rings: readonly string[]; readonly accounts: readonly string[] }>;
}

export interface Draw {
  readonly run: string | null;
  readonly listed: readonly Listed[];
}

/** Who is on the list by its source; `given` are the accounts of a list that somebody gave. Throws `not-found`, `invalid-request`. */
export const drawer = (store: BatchStore, sources: DrawSources) => {
  const ofRings = async (run: string, rings: readonly string[], minStrength: number): Promise<Drawn[]> => {
    const rows = await store.ringMembers(run, rings, minStrength, MOST_ACCOUNTS + 1);
    if (rows.length > MOST_ACCOUNTS) throw tooMany();
    return rows.map((row) => ({ ...row, reason: null }));
  };

  const ofAccounts = async (run: string | null, given: readonly Drawn[]): Promise<Drawn[]> => {
    const held = run === null ? [] : await store.memberships(run, [...new Set(given.map(({ account }) => account))]);
    return [...given, ...held.map((row) => ({ ...row, reason: null }))];
  };

  const known = async (run: string, rings: readonly string[]): Promise<readonly string[]> => {
    const found = new Set((await store.rings(run, rings)).map(({ id }) => id));
    const unknown = rings.filter((ring) => !found.has(ring));
    if (unknown.length > 0) throw noSuchRing(unknown);
    return rings;
  };

  return async (source: Source, given: readonly Drawn[]): Promise<Draw> => {
    const run = await store.publishedRun();
    if (source.kind === 'list') return { run, listed: deduplicated(await ofAccounts(run, given)) };
    if (run === null) throw nothing('No run was published yet.', 'Start one: POST /v1/runs.');
    if (source.kind === 'followup') return { run, listed: deduplicated(await ofAccounts(run, given)) };
    if (source.kind === 'case') {
      const content = await sources.inCase(source.case);
      const alone = content.accounts.map(
        (account): Drawn => ({ account, ring: null, strength: null, bits: null, reason: null }),
      );
      const inRings = content.rings.length === 0 ? [] : await ofRings(run, content.rings, source.minStrength);
      return { run, listed: deduplicated([...inRings, ...(await ofAccounts(run, alone))]) };
    }
    const rings = source.kind === 'rings' ? await known(run, source.rings) : await sources.ringsMatching(source.filter);
    return { run, listed: deduplicated(await ofRings(run, rings, source.minStrength)) };
  };
};

export type LeaveOutRules = Parameters<typeof whyLeftOut>[1];

/** What the graph says of listed accounts, and why some of them are left out. */
export const sifted = async (
  tx: BansTransaction,
  run: string | null,
  listed: readonly Listed[],
  rules: LeaveOutRules,
  now: number,
): Promise<{ stay: Listed[]; out: LeftOut[]; facts: ReadonlyMap<string, FactsRow> }> => {
  const facts = await tx.facts(listed.map(({ account }) => account));
  const rings = [...new Set(listed.flatMap((one) => one.rings))];
  const states = run === null || !rules.confirmedOnly ? [] : await tx.rings(run, rings);
  const confirmed = new Set(states.filter(({ state }) => state === 'confirmed').map(({ id }) => id));
  const stay: Listed[] = [];
  const out: LeftOut[] = [];
  for (const one of listed) {
    const row = facts.get(one.account)!;
    const why = whyLeftOut(
      { ...row, attributes: attributesOf(row), confirmed: one.rings.some((ring) => confirmed.has(ring)) },
      rules,
      now,
    );
    if (why === null) stay.push(one);
    else out.push(leftOut(one, why));
  }
  return { stay, out, facts };
};

export const attributesOf = ({ attributes }: Pick<FactsRow, 'attributes'>) =>
  Object.fromEntries(attributes.map(({ name, value }) => [name, value]));

export const leftOut = (one: Listed, { reason: why, detail }: Exclusion, by: string | null = null): LeftOut => ({
  ...{ account: one.account, ring: one.ring, rings: one.rings, strength: one.strength, bits: one.bits },
  ...{ reason: one.reason, why, detail, by },
});

/** The place of an account in a batch: its id says nothing of the account, so it can stay when that is forgotten. */
export const placed = <Row extends object>(batch: string, rows: readonly Row[], from: number) =>
  rows.map((row, n) => ({ ...row, id: randomId(`${batch}.i`), seq: from + n }));

const nothing = (detail: string, mend: string): RingfenceError =>
  new RingfenceError({ type: 'not-found', status: 404, detail, mend });

const noSuchRing = (rings: readonly string[]): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: `The published run has no ring with ${rings.length === 1 ? 'this id' : `${rings.length} of these ids`}.`,
    mend: 'GET /v1/rings lists the rings of the published run.',
    extra: { rings },
  });

const tooMany = (): RingfenceError =>
  new RingfenceError({
    type: 'invalid-request',
    status: 400,
    detail: `These are more than ${MOST_ACCOUNTS} accounts.`,
    mend: 'Draft several batches: of fewer rings each, or of a narrower filter.',
    extra: { problems: [{ in: 'body', pointer: '/from', reason: `is more than ${MOST_ACCOUNTS} accounts` }] },
  });
