/** One share: an account put an object (a URL, a picture, another's post) into a post of its own. */
export interface Share {
  readonly account: string;
  readonly object: string;
  readonly post: string;
  /** Epoch seconds. */
  readonly time: number;
}

/** Two shares of one object by different accounts within the time window. */
interface CoShare {
  readonly one: Share;
  readonly other: Share;
}

export interface CoShareOptions {
  /** Seconds. */
  readonly timeWindow: number;
  /** Shares of an account, and co-shared posts of at least one of the two, below which a pair is left out. */
  readonly minParticipation: number;
}

/**
 * `detect_groups` of CooRTweet 2.2 (Righetti & Balluff; github.com/nicolarighetti/CooRTweet): accounts that shared the same
 * object within a time window, both of them active, one of them repeatedly so. O(shares log shares + co-shares).
 */
export const coShares = (shares: readonly Share[], { timeWindow, minParticipation }: CoShareOptions): CoShare[] => {
  const active = atLeast(shares, minParticipation);
  const byObject = Map.groupBy(
    shares.filter(({ account }) => active.has(account)),
    ({ object }) => object,
  );
  const found: CoShare[] = [];
  for (const ofObject of byObject.values()) {
    const inOrder = ofObject.toSorted((a, b) => a.time - b.time);
    for (let i = 0, from = 0; i < inOrder.length; i++) {
      while (inOrder[i]!.time - inOrder[from]!.time > timeWindow) from++;
      for (let j = from; j < i; j++) {
        const [one, other] = [inOrder[j]!, inOrder[i]!];
        const loop = one.object === one.post || other.object === other.post;
        if (one.account !== other.account && one.post !== other.post && !loop) found.push({ one, other });
      }
    }
  }
  const posts = new Set(found.flatMap(({ one, other }) => [one.post, other.post]));
  const coShared = shares.filter(({ account, post }) => active.has(account) && posts.has(post));
  const repeated = atLeast(coShared, minParticipation);
  const kept = new Set(coShared.filter(({ account }) => repeated.has(account)).map(({ post }) => post));
  return found.filter(({ one, other }) => kept.has(one.post) || kept.has(other.post));
};

/** Accounts of at least so many of the shares. */
const atLeast = (shares: readonly Share[], least: number): ReadonlySet<string> => {
  const counts = new Map<string, number>();
  for (const { account } of shares) counts.set(account, (counts.get(account) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= least).map(([account]) => account));
};

export interface CoordinatedNetwork {
  readonly accounts: ReadonlySet<string>;
  /** Connected components of two accounts and more. */
  readonly components: readonly (readonly string[])[];
  readonly links: number;
}

/**
 * `generate_coordinated_network` with `subgraph = 1`: pairs of accounts weigh their co-shares, and those above the quantile
 * `edgeWeight` of all weights are kept.
 */
export const coordinatedNetwork = (found: readonly CoShare[], edgeWeight = 0.5): CoordinatedNetwork => {
  const weights = new Map<string, number>();
  for (const { one, other } of found) {
    const pair = JSON.stringify([one.account, other.account].sort());
    weights.set(pair, (weights.get(pair) ?? 0) + 1);
  }
  const threshold = quantile([...weights.values()], edgeWeight);
  const links = [...weights].filter(([, weight]) => weight > threshold).map(([pair]) => JSON.parse(pair) as string[]);
  const componentOf = new Map<string, Set<string>>();
  for (const pair of links) {
    const sets = [...new Set(pair.map((account) => componentOf.get(account) ?? new Set([account])))];
    const [larger, smaller] = sets.toSorted((a, b) => b.size - a.size);
    for (const account of smaller ?? []) larger!.add(account);
    for (const account of [...pair, ...(smaller ?? [])]) componentOf.set(account, larger!.add(account));
  }
  return {
    accounts: new Set(componentOf.keys()),
    components: [...new Set(componentOf.values())].map((accounts) => [...accounts]),
    links: links.length,
  };
};

/** As R's default (type 7): linear between the two nearest. 0 of nothing. */
const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
};
