import { RingfenceError } from '../errors.ts';
import { rfc3339 } from '../fields.ts';
import { encodeCursor } from '../http/cursor.ts';
import { runOf, type Tagged, tagged } from './answers.ts';
import type { CampaignDetail, CampaignList } from './campaign-schema.ts';
import type { CampaignRow, CampaignSignal, RunRow } from './rows.ts';
import type { RingsStore } from './store.ts';

/** Evidence signals shown of a campaign. */
const EVIDENCE_SHOWN = 50;

/** Where a page of a run begins, by its cursor: see `ringsService`. */
type AfterOf = (cursor: string, query: object, run: RunRow | null) => readonly [accounts: number, id: string] | null;

export const campaignAnswers = (store: RingsStore, afterOf: AfterOf) => ({
  list: async (
    run: RunRow | null,
    asked: { limit: number; cursor?: string | undefined },
  ): Promise<Tagged<CampaignList>> => {
    const query = { of: 'campaigns' };
    const after = asked.cursor === undefined ? null : afterOf(asked.cursor, query, run);
    if (run === null) return tagged<CampaignList>({ run: null, campaigns: [], next: null });
    const rows = await store.campaigns(run.id, after, asked.limit + 1);
    const last = rows.length > asked.limit ? rows[asked.limit - 1]! : null;
    return tagged<CampaignList>({
      run: runOf(run),
      campaigns: rows.slice(0, asked.limit).map(summaryOf),
      next: last && encodeCursor({ after: [last.accounts, last.id], run: run.id }, query),
    });
  },

  /** Throws `not-found`. */
  get: async (run: RunRow | null, campaign: string): Promise<Tagged<CampaignDetail>> => {
    const row = run && (await store.campaign(run.id, campaign));
    if (!run || !row) throw noSuchCampaign();
    const signals = (JSON.parse(row.evidence) as CampaignSignal[]).slice(0, EVIDENCE_SHOWN);
    const captions = await store.captions(signals.map(({ signal }) => signal));
    const hintOf = new Map(captions.map(({ key, hint }) => [key, hint]));
    return tagged<CampaignDetail>({
      run: runOf(run),
      campaign: summaryOf(row),
      // A signal may have been erased since the run.
      evidence: signals
        .filter(({ signal }) => hintOf.has(signal))
        .map(({ signal, ...counts }) => ({ key: signal, hint: hintOf.get(signal)!, ...counts })),
    });
  },
});

const summaryOf = ({ id, rings, accounts, score, bits, firstSeen, lastSeen, requests, summary }: CampaignRow) => ({
  ...{ id, rings, accounts, score, bits },
  ...{ firstSeen: rfc3339(firstSeen), lastSeen: rfc3339(lastSeen), requests, summary },
});

const noSuchCampaign = (): RingfenceError =>
  new RingfenceError({
    type: 'not-found',
    status: 404,
    detail: 'The published run has no campaign with this id.',
    mend: 'GET /v1/campaigns lists the campaigns of the published run.',
  });
