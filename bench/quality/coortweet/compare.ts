import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineConfig } from '../../../src/engine/index.ts';
import { ringsIn } from '../../support/found.ts';
import { median } from '../../support/report.ts';
import { GERMAN_ELECTIONS, RUSSIAN_TWEETS, rowsOf, type SharesTable } from '../../support/shares.ts';
import { type CoordinatedNetwork, coordinatedNetwork, coShares, type Share } from './method.ts';

/** How CooRTweet's vignette looks at a set: the columns of objects, each by itself, and the window in seconds. */
interface SharesSet {
  readonly table: SharesTable;
  readonly objects: readonly string[];
  readonly post: string;
  readonly time: string;
  readonly timeWindow: number;
}

const SETS: readonly SharesSet[] = [
  {
    table: GERMAN_ELECTIONS,
    objects: ['url_id', 'phash_id'],
    post: 'post_id',
    time: 'timestamp',
    timeWindow: 30,
  },
  {
    table: RUSSIAN_TWEETS,
    objects: ['object_id'],
    post: 'content_id',
    time: 'timestamp_share',
    timeWindow: 60,
  },
];

const MIN_PARTICIPATION = 2;

interface FoundRing {
  readonly id: string;
  readonly score: number;
  readonly summary: string;
  readonly members: readonly { readonly account: string }[];
  readonly evidence: readonly { readonly type: string; readonly bits: number; readonly members: number }[];
}

/** Our rings beside CooRTweet's coordinated network, for each set that is in the folder. Prints tables; returns the figures. */
export const compareWithCoortweet = async (folder: string, config: EngineConfig) => {
  const figures: Record<string, Record<string, number | null>> = {};
  for (const set of SETS) {
    const file = join(folder, set.table.file);
    const name = set.table.file.split('.')[0]!;
    if (!existsSync(file)) {
      console.log(`${file} is not there: nothing is compared`);
      continue;
    }
    const network = await networkOf(set, file);
    const engine = `detection:\n  engine: ${JSON.stringify(config)}\n`;
    const rings = ringsIn(file, { config: `${set.table.config}${engine}`, map: set.table.map })
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as FoundRing)
      .sort((a, b) => b.members.length - a.members.length || (a.id < b.id ? -1 : 1));
    console.log(`${name}: rings beside the network of CooRTweet (window ${set.timeWindow} s)`);
    console.table(rings.slice(0, SHOWN).map((ring) => lineOf(ring, network)));
    console.log(`${name}: accounts of rings that CooRTweet has too, by size of the ring and by what ties it most`);
    console.table([...groupsOf(rings, network, sizeOf), ...groupsOf(rings, network, evidenceOf)]);
    figures[name] = overlapOf(rings, network);
    console.table([figures[name]]);
  }
  return figures;
};

/** Rings in the table. */
const SHOWN = 12;

const networkOf = async ({ objects, post, time, timeWindow }: SharesSet, file: string): Promise<CoordinatedNetwork> => {
  const byColumn = new Map(objects.map((column) => [column, new Map<string, Share>()]));
  for await (const row of rowsOf(file)) {
    for (const [column, shares] of byColumn) {
      if (!row[column]) continue;
      const share = {
        account: row['account_id']!,
        object: `${column}:${row[column]}`,
        post: row[post]!,
        time: Number(row[time]),
      };
      shares.set(JSON.stringify(share), share);
    }
  }
  const options = { timeWindow, minParticipation: MIN_PARTICIPATION };
  return coordinatedNetwork([...byColumn.values()].flatMap((shares) => coShares([...shares.values()], options)));
};

const inNetwork = ({ members }: FoundRing, { accounts }: CoordinatedNetwork): number =>
  members.filter(({ account }) => accounts.has(account)).length;

const lineOf = (ring: FoundRing, network: CoordinatedNetwork) => {
  const own = new Set(ring.members.map(({ account }) => account));
  const most = Math.max(0, ...network.components.map((one) => one.filter((account) => own.has(account)).length));
  return {
    accounts: ring.members.length,
    score: ring.score.toFixed(2),
    'also CooRTweet': `${Math.round((100 * inNetwork(ring, network)) / ring.members.length)} %`,
    'in one component': `${Math.round((100 * most) / ring.members.length)} %`,
    'tied by': ring.summary.replace(/^\d+ accounts tied by /, '').slice(0, 90),
  };
};

const sizeOf = ({ members }: FoundRing): string => {
  const tier = [100, 50, 20, 10].find((least) => members.length >= least);
  return tier === undefined ? 'under 10 accounts' : `${tier} accounts and more`;
};

/** The type that carries most bits over the members. */
const evidenceOf = ({ evidence }: FoundRing): string => {
  const bits = new Map<string, number>();
  for (const { type, bits: each, members } of evidence) bits.set(type, (bits.get(type) ?? 0) + each * members);
  return `most by ${[...bits].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'nothing'}`;
};

const groupsOf = (
  rings: readonly FoundRing[],
  network: CoordinatedNetwork,
  nameOf: (ring: FoundRing) => string,
): object[] =>
  [...Map.groupBy(rings, nameOf)].map(([name, group]) => {
    const accounts = group.reduce((sum, { members }) => sum + members.length, 0);
    const both = group.reduce((sum, ring) => sum + inNetwork(ring, network), 0);
    return {
      rings: name,
      number: group.length,
      accounts,
      'also CooRTweet': `${Math.round((100 * both) / accounts)} %`,
    };
  });

const overlapOf = (rings: readonly FoundRing[], network: CoordinatedNetwork) => {
  const ours = new Set(rings.flatMap(({ members }) => members.map(({ account }) => account)));
  const both = [...ours].filter((account) => network.accounts.has(account)).length;
  const shares = rings.map((ring) => inNetwork(ring, network) / ring.members.length);
  return {
    rings: rings.length,
    accountsInRings: ours.size,
    accountsInNetwork: network.accounts.size,
    accountsInBoth: both,
    componentsOfNetwork: network.components.length,
    largestComponent: Math.max(0, ...network.components.map((one) => one.length)),
    medianShareOfRingInNetwork: shares.length === 0 ? null : Math.round(1e3 * median(shares)) / 1e3,
  };
};
