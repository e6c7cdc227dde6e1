import type { TruthRow } from '../simulate/event.ts';

export interface FoundRing {
  readonly id: string;
  readonly accounts: readonly string[];
}

/** Shares are 0–1; null where there is nothing to take a share of. */
export interface RingFigures {
  /** Of the ring's accounts, those of the campaign that most of them belong to. */
  readonly precision: number | null;
  /** Of that campaign's accounts, those in this ring. */
  readonly recall: number | null;
  /** null: most of its accounts are innocent. */
  readonly campaign: string | null;
}

export interface TruthFigures {
  readonly rings: ReadonlyMap<string, RingFigures>;
  /** Of all accounts in rings, those of any campaign. */
  readonly precision: number | null;
  /** Of all accounts of campaigns, those in rings. */
  readonly recall: number | null;
  readonly campaigns: readonly { name: string; skill: string; accounts: number; found: number }[];
  /** Innocent accounts in rings, by the kind of sharing that they are part of. */
  readonly innocents: readonly { kind: string; accounts: number; flagged: number }[];
}

/** Holds what a run found against the truth of a simulated population. Accounts without a truth row are left out. */
export const againstTruth = (rings: readonly FoundRing[], truth: Iterable<TruthRow>): TruthFigures => {
  const rows = new Map<string, TruthRow>();
  for (const row of truth) rows.set(row.account, row);
  const flagged = new Set<string>();
  for (const ring of rings) for (const account of ring.accounts) if (rows.has(account)) flagged.add(account);

  const campaigns = new Map<string, { name: string; skill: string; accounts: number; found: number }>();
  const innocents = new Map<string, { kind: string; accounts: number; flagged: number }>();
  for (const row of rows.values()) {
    const hit = flagged.has(row.account) ? 1 : 0;
    if (row.campaign === null) {
      const kind = row.decoy ?? 'ordinary';
      const entry = innocents.get(kind) ?? { kind, accounts: 0, flagged: 0 };
      innocents.set(kind, { kind, accounts: entry.accounts + 1, flagged: entry.flagged + hit });
    } else {
      const name = row.campaign;
      const entry = campaigns.get(name) ?? { name, skill: row.skill ?? '', accounts: 0, found: 0 };
      campaigns.set(name, { ...entry, accounts: entry.accounts + 1, found: entry.found + hit });
    }
  }
  const guilty = [...campaigns.values()];
  const found = guilty.reduce((sum, { found }) => sum + found, 0);
  return {
    rings: new Map(rings.map((ring) => [ring.id, figuresOf(ring, rows, campaigns)])),
    precision: share(found, flagged.size),
    recall: share(
      found,
      guilty.reduce((sum, { accounts }) => sum + accounts, 0),
    ),
    campaigns: guilty,
    innocents: [...innocents.values()],
  };
};

const figuresOf = (
  ring: FoundRing,
  rows: ReadonlyMap<string, TruthRow>,
  campaigns: ReadonlyMap<string, { accounts: number }>,
): RingFigures => {
  const counts = new Map<string | null, number>();
  let known = 0;
  for (const account of ring.accounts) {
    const row = rows.get(account);
    if (row === undefined) continue;
    known++;
    counts.set(row.campaign, (counts.get(row.campaign) ?? 0) + 1);
  }
  const [campaign, members] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [null, 0];
  if (campaign === null) return { campaign, precision: known === 0 ? null : 0, recall: null };
  return { campaign, precision: share(members, known), recall: share(members, campaigns.get(campaign)!.accounts) };
};

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
