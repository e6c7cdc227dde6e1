import {
  type Agreement,
  agreement,
  type ClassOf,
  type Clusters,
  isPositive,
  share,
  sizesOf,
  type Truth,
} from './truth.ts';

/**
 * Accounts as such: flagged is who is in any reported cluster, positive is who belongs to a campaign. O(accounts).
 */
export const flagAgreement = (clusters: Clusters, truth: Truth): Agreement => {
  let [flagged, right, positives] = [0, 0, 0];
  for (const account of new Set(clusters.flat())) {
    flagged++;
    if (isPositive(truth.get(account))) right++;
  }
  for (const row of truth.values()) if (isPositive(row)) positives++;
  return agreement(share(right, flagged), share(right, positives));
};

/**
 * Pairs of accounts: together in a cluster against together in a true class. An innocent is together with nobody in truth, an
 * account that is not flagged with nobody in the answer; so an innocent costs precision with every pair it makes, and one
 * that is left alone counts nowhere. O(accounts).
 */
export const pairAgreement = (clusters: Clusters, truth: Truth, classOf: ClassOf): Agreement => {
  const pairs = (size: number): number => (size * (size - 1)) / 2;
  let [reported, right, real] = [0, 0, 0];
  for (const cluster of clusters) {
    reported += pairs(cluster.length);
    for (const count of overlaps(cluster, truth, classOf).values()) right += pairs(count);
  }
  for (const size of sizesOf(truth, classOf).values()) real += pairs(size);
  return agreement(share(right, reported), share(right, real));
};

/**
 * B³ (Bagga & Baldwin 1998; Amigó et al. 2009, "A comparison of extrinsic clustering evaluation metrics based on formal
 * constraints", Information Retrieval 12): precision is the mean over flagged accounts of the share of their cluster that is of
 * their class, recall the mean over the accounts of campaigns of the share of their class that is in their cluster; each
 * account counts itself. Innocents are in no class: one that is flagged has precision 0, one that is not takes no part, so
 * that a million of them do not make the figure shine. Who is in no cluster is not taken for a cluster of one: an
 * account of a campaign that is not flagged has recall 0. O(accounts).
 */
export const bcubedAgreement = (clusters: Clusters, truth: Truth, classOf: ClassOf): Agreement => {
  const sizes = sizesOf(truth, classOf);
  let [flagged, precision, recall, positives] = [0, 0, 0, 0];
  for (const cluster of clusters) {
    flagged += cluster.length;
    for (const [name, count] of overlaps(cluster, truth, classOf)) {
      precision += count * (count / cluster.length);
      recall += count * (count / sizes.get(name)!);
    }
  }
  for (const size of sizes.values()) positives += size;
  return agreement(share(precision, flagged), share(recall, positives));
};

/** Members of each class in a cluster; innocents in none. */
const overlaps = (cluster: readonly string[], truth: Truth, classOf: ClassOf): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const account of cluster) {
    const row = truth.get(account);
    const name = row === undefined ? null : classOf(row);
    if (name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
};
