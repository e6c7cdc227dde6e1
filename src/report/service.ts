import { noSuchRun, runGone } from '../run-errors.ts';
import { activityCounter } from './activity.ts';
import type { GraphNode, Report, ReportedRing, RingChapter, ShownMember, ShownSignal, Totals } from './report.ts';
import type { PreviousRow, ReportStore, RunRow } from './store.ts';

/** Rings read for the plot and the table: 0.5 kB each. */
const RINGS_READ = 5_000;
const GONE_NAMED = 10;
const CAMPAIGNS_NAMED = 20;
/** Evidence signals of an account whose windows are counted. */
const ACTIVITY_SIGNALS = 8;
/** Nodes of a ring's graph: more would be a blot on paper. */
const NODES = 110;
/** A signal that more members than this show is drawn as one node with a count. */
const DRAWN_MEMBERS = 60;

/** What the rings room gives of one ring of one run. */
export interface RingReads {
  picture(
    run: { id: string; startedAt: number | null; finishedAt: number | null },
    ring: { id: string; size: number },
    most: { limit: number; hub: number },
  ): Promise<{
    nodes: readonly PictureNode[];
    edges: readonly { source: string; target: string }[];
    membersDrawn: number;
  }>;
  members(run: string, ring: string, limit: number): Promise<ShownMember[]>;
}

type PictureNode =
  | { kind: 'ring'; id: string; members: number }
  | { kind: 'rest'; id: string; members: number }
  | { kind: 'account'; id: string; account: string; strength: number }
  | SignalNode;

type SignalNode = { kind: 'signal' | 'hub'; id: string } & Signal;

interface Signal {
  key: string;
  type: string;
  hint: string;
  bits: number;
  members: number;
  accounts: number;
  network: { class: string | null } | null;
}

/** A report that can be written: of one run, which had all of its rings a moment ago. */
export interface OpenReport {
  readonly report: Report;
  /** One ring after another, the best first. Throws `run-gone` where the run's rings were removed meanwhile. */
  chapters(): AsyncGenerator<RingChapter>;
}

/** `rings`: how many get a chapter of their own; `members`: how many of each are named. */
export interface Asked {
  readonly run?: string | undefined;
  readonly rings: number;
  readonly members: number;
}

export const reportService = ({ store, rings }: { store: ReportStore; rings: RingReads }) => ({
  /** Throws `not-found` where there is no such run, and `run-gone` where its rings are no longer kept. */
  open: async (asked: Asked): Promise<OpenReport> => {
    const run = await store.run(asked.run ?? '');
    if (run === null) throw noSuchRun(asked.run);
    const totals = await store.totals(run.id);
    const { sizes = {} } = countsOf(run);
    if (totals.rings < (sizes['rings'] ?? 0) || (!run.current && totals.members < (sizes['members'] ?? 0))) {
      throw runGone(run.id, 'a report');
    }
    const before = await store.previous(run.id);
    const kept = before !== null && (await isKept(store, before));
    const counter = activityCounter();
    for await (const row of store.activity(run.id, ACTIVITY_SIGNALS)) counter.add(row);
    const hubs = await store.hubs(run.id);
    const captionOf = await captions(store, hubs);
    const report: Report = {
      run: {
        id: run.id,
        startedAt: run.startedAt,
        finishedAt: run.finishedAt,
        trigger: run.trigger ?? '',
        config: JSON.parse(run.config ?? '{}') as Record<string, unknown>,
        sizes,
        hash: run.hash,
        engineVersion: run.engineVersion ?? '',
        current: run.current,
      },
      previous: before && { id: before.id, finishedAt: before.finishedAt, kept },
      totals,
      rings: await store.rings(run.id, before?.id ?? '', RINGS_READ),
      campaigns: await store.campaigns(run.id, CAMPAIGNS_NAMED),
      mix: await store.evidenceMix(run.id),
      networks: await store.networkMix(run.id),
      hubs: hubs.map((hub) => ({
        ...{ class: hub.class, accounts: hub.accounts, type: hub.type, network: hub.network },
        caption: captionOf(hub),
      })),
      activity: counter.result(),
      gone: before && kept ? await store.gone(run.id, before.id, GONE_NAMED) : { rings: 0, accounts: 0, largest: [] },
    };
    const chapters = async function* () {
      for (const ring of report.rings.slice(0, asked.rings))
        yield await chapterOf(store, rings, run, ring, asked.members);
      // What was read after the rings began to go is missing without a trace: so they must all still be there.
      if (!sameRings(totals, await store.totals(run.id))) throw runGone(run.id, 'a report');
    };
    return { report, chapters };
  },
});

const chapterOf = async (
  store: ReportStore,
  rings: RingReads,
  run: RunRow,
  ring: ReportedRing,
  named: number,
): Promise<RingChapter> => {
  const picture = await rings.picture(run, ring, { limit: NODES, hub: DRAWN_MEMBERS });
  const captionOf = await captions(store, picture.nodes.filter(isSignal));
  const shown = (signal: Signal): ShownSignal => ({
    ...{ key: signal.key, type: signal.type, bits: signal.bits, members: signal.members, accounts: signal.accounts },
    caption: captionOf(signal),
    network: signal.network?.class ?? null,
  });
  const nodes = picture.nodes.map((node): GraphNode => {
    if (isSignal(node)) return { kind: node.kind, id: node.id, ...shown(node) };
    if (node.kind === 'account')
      return { kind: node.kind, id: node.id, account: node.account, strength: node.strength };
    return { kind: node.kind, id: node.id, members: node.members };
  });
  const members = await rings.members(run.id, ring.id, named);
  return {
    ring,
    // The picture has the evidence in its order: the strongest first.
    signals: picture.nodes.filter(isSignal).map(shown),
    members: members.map(({ id, strength, bits, requests, createdAt, evidenceCount }) => ({
      ...{ id, strength, bits, requests, createdAt, evidenceCount },
    })),
    cells: await store.cells(run.id, ring.id),
    graph: { nodes, edges: picture.edges, membersDrawn: picture.membersDrawn },
  };
};

const isSignal = (node: PictureNode): node is SignalNode => node.kind === 'signal' || node.kind === 'hub';

/** The caption of an address is the address itself, which is somebody's: a page that is mailed shows its network instead. */
const captions = async (store: ReportStore, signals: readonly { key: string }[]) => {
  const prefixes = new Map((await store.prefixes(signals.map(({ key }) => key))).map(({ key, cidr }) => [key, cidr]));
  return ({ key, type, hint }: { key: string; type: string; hint: string }): string =>
    prefixes.get(key) ?? (type === 'ip' ? 'a network not known' : hint);
};

const countsOf = ({ counts }: { counts: string | null }) =>
  JSON.parse(counts ?? '{}') as { sizes?: Record<string, number> };

const isKept = async (store: ReportStore, run: PreviousRow): Promise<boolean> =>
  (await store.totals(run.id)).rings >= (countsOf(run).sizes?.['rings'] ?? 0);

const sameRings = (a: Totals, b: Totals): boolean => a.rings === b.rings && a.members === b.members;
