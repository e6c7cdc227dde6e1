import type { TruthRow } from '../../../src/simulate/index.ts';

/** Groups of account ids that a method reports. Disjoint; who is in none of them is not flagged. */
export type Clusters = readonly (readonly string[])[];

/** Which true class an account belongs to; null for an innocent. */
export type ClassOf = (row: TruthRow) => string | null;

/** The class at the level of rings, and at that of whole campaigns. */
export const byGroup: ClassOf = ({ group }) => group;
export const byCampaign: ClassOf = ({ campaign }) => campaign;

/** Who is what, by account. */
export type Truth = ReadonlyMap<string, TruthRow>;

export const truthOf = (rows: Iterable<TruthRow>): Truth => {
  const truth = new Map<string, TruthRow>();
  for (const row of rows) truth.set(row.account, row);
  return truth;
};

/** An account that belongs to a campaign. Everybody else is innocent, also who is not in the truth at all. */
export const isPositive = (row: TruthRow | undefined): row is TruthRow & { readonly group: string } =>
  row !== undefined && row.group !== null;

/** At least half of the accounts belong to campaigns. */
export const isTrueCluster = (cluster: readonly string[], truth: Truth): boolean =>
  2 * cluster.filter((account) => isPositive(truth.get(account))).length >= cluster.length && cluster.length > 0;

/** Accounts of each class. */
export const sizesOf = (truth: Truth, classOf: ClassOf): ReadonlyMap<string, number> => {
  const sizes = new Map<string, number>();
  for (const row of truth.values()) {
    const name = classOf(row);
    if (name !== null) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  return sizes;
};

/** Null where there is nothing to take a share of. */
export const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Precision, recall and their harmonic mean: 0–1 each, null where undefined. */
export interface Agreement {
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** F1 is 0 when nothing right was found although there was something to find, null when there was nothing to find. */
export const agreement = (precision: number | null, recall: number | null): Agreement => {
  if (recall === null) return { precision, recall, f1: null };
  const sum = (precision ?? 0) + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * (precision ?? 0) * recall) / sum };
};
