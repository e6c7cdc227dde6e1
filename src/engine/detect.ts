import { type Volumes, volumesOf } from './behaviour/volume.ts';
import { findCampaigns } from './campaigns/campaigns.ts';
import { nameCampaigns } from './campaigns/name-campaigns.ts';
import { cellExplainer } from './cells/explain-cells.ts';
import { type Communities, type Community, findCommunities } from './communities/communities.ts';
import type { EngineConfig } from './config.ts';
import type { Crew } from './crew.ts';
import { type Decided, isNothing, NOTHING_DECIDED } from './decisions/decided.ts';
import { doubtRings } from './decisions/doubt.ts';
import { leaveOut } from './decisions/leave-out.ts';
import { standingOf } from './decisions/standing.ts';
import type { ObservationColumns } from './input/columns.ts';
import { buildIndex, degreeOf, type ObservationIndex, traitNamed } from './input/observation-index.ts';
import { joinedLinks, type LinkGraph } from './links/link-graph.ts';
import { findLinks, type Links } from './links/links.ts';
import { lockstepLinks } from './links/lockstep.ts';
import { basisOf } from './match/basis.ts';
import type { DetectionResult, Hub, PreviousRing } from './result.ts';
import { explain } from './rings/evidence.ts';
import { type GroupDescriber, groupDescriber } from './rings/features.ts';
import { leaningTo } from './rings/leaning.ts';
import { nameRings } from './rings/lineage.ts';
import { scoreRings } from './rings/rings.ts';
import { showings } from './rings/shown.ts';
import { type Column, ownArrays } from './support/arrays.ts';
import { ringsHash } from './support/canonical-hash.ts';
import { byText } from './support/text-order.ts';
import { classHubs, type Hubs } from './weights/hubs.ts';
import { type Weights, weighSignals } from './weights/weights.ts';

/** The stages in their order; `onProgress` and the counters name them so. */
export const STAGES = [
  'index',
  'hubs',
  'weights',
  'links',
  'communities',
  'rings',
  'evidence',
  'lineage',
  'campaigns',
] as const;
export type Stage = (typeof STAGES)[number];

export interface DetectOptions {
  /** Rings of the last run, so that rings that go on keep their ids. */
  readonly previous?: readonly PreviousRing[];
  /** What people have decided. The population is weighed as it is; what they changed is counted under `decisions`. */
  readonly decided?: Decided | undefined;
  /** Called with 0 at the start of each stage, 1 at its end, and in between where a stage is long. */
  readonly onProgress?: (stage: Stage, fraction: number) => void;
  /** Threads that share the work at links, and at large graphs where `community` is one of Leiden's; the result is the same without. */
  readonly crew?: Crew | undefined;
  /** The columns are of no more use to the caller: their memory is given back as soon as the index stands, and they are empty. */
  readonly spend?: boolean | undefined;
}

type Report = (fraction: number) => void;

/** Where the costly stages have their results from: from the observations alone, or from the last run and what changed since. */
export interface Approach {
  index(): ObservationIndex;
  hubs(index: ObservationIndex): Hubs;
  weights(index: ObservationIndex, hubs: Hubs): Weights;
  links(index: ObservationIndex, hubs: Hubs, weights: Weights, report: Report): Links;
  lockstep(index: ObservationIndex, weights: Weights): LinkGraph;
  communities(graph: LinkGraph, report: Report): Communities;
  volumes(index: ObservationIndex): Volumes;
  describer(index: ObservationIndex, weights: Weights, lockstep: LinkGraph, volumes: Volumes): GroupDescriber;
}

/** What the stages made on the way. */
export interface Products {
  readonly index: ObservationIndex;
  readonly hubs: Hubs;
  readonly weights: Weights;
  readonly graph: LinkGraph;
  /** Links by lockstep, which are not in `graph`. */
  readonly lockstep: LinkGraph;
  readonly roots: readonly Community[];
  readonly volumes: Volumes;
}

const isColumn = (value: unknown): value is Column => ArrayBuffer.isView(value);

/** From nothing but the observations. Throws RangeError when the columns do not fit together. */
export const wholeRun = (
  columns: ObservationColumns,
  config: EngineConfig,
  { crew, spend }: DetectOptions,
): Approach => ({
  index: () => {
    const index = buildIndex(columns);
    if (spend) ownArrays.release(...Object.values(columns).filter(isColumn));
    return index;
  },
  hubs: (index) => classHubs(index, config),
  weights: (index, hubs) => weighSignals(index, hubs, config),
  links: (index, hubs, weights, report) => findLinks(index, hubs, weights, config, report, crew),
  lockstep: (index, weights) => lockstepLinks(index, weights, config),
  communities: (graph, report) => findCommunities(graph, config, report, crew),
  volumes: volumesOf,
  describer: groupDescriber,
});

/**
 * From observations to rings. Pure: equal columns (rows in any order), configuration and previous rings give an equal
 * result, byte for byte. Throws RangeError when the columns do not fit together.
 *
 * @example
 * const builder = columnsBuilder();
 * builder.add('account-1', 'device:d1', 'device', 1, 1_760_000_000, 1_760_000_000, [61_111]);
 * const { rings } = detect(builder.build(types), engineConfig.parse({}));
 */
export const detect = (
  columns: ObservationColumns,
  config: EngineConfig,
  options: DetectOptions = {},
): DetectionResult => {
  const { columns: kept, counted } = withoutAllowed(columns, options.decided);
  return counted(runStages(wholeRun(kept, config, options), config, options).result);
};

/** Columns without what is allowed, and what adds to a result's counters how much that was; nothing where nobody decided anything. */
export const withoutAllowed = (
  columns: ObservationColumns,
  decided: Decided = NOTHING_DECIDED,
): { readonly columns: ObservationColumns; readonly counted: (result: DetectionResult) => DetectionResult } => {
  if (isNothing(decided)) return { columns, counted: (result) => result };
  const { columns: kept, ...leftOut } = leaveOut(columns, decided);
  return {
    columns: kept,
    counted: (result) => {
      const decisions = { ...leftOut, ...result.counters['decisions'] };
      return { ...result, counters: { ...result.counters, decisions } };
    },
  };
};

/** All stages, one after another. */
export const runStages = (
  approach: Approach,
  config: EngineConfig,
  options: DetectOptions,
): { readonly result: DetectionResult; readonly products: Products } => {
  const { previous = [], decided = NOTHING_DECIDED } = options;
  const counters: Record<string, Readonly<Record<string, number>>> = {};
  const stage = <T>(name: Stage, work: (onProgress: Report) => T): T => {
    const report = (fraction: number): void => options.onProgress?.(name, fraction);
    report(0);
    const result = work(report);
    report(1);
    return result;
  };

  const index = stage('index', () => approach.index());
  counters['index'] = {
    accounts: index.accountIds.length,
    signals: index.signalKeys.length,
    observations: index.rowSignal.length,
    windows: index.windows.length,
  };
  const hubs = stage('hubs', () => approach.hubs(index));
  const ofClass = (name: Hub['class']): number => hubs.classes.filter((c) => c === name).length;
  counters['hubs'] = {
    hubs: hubs.signals.length,
    benign: ofClass('benign'),
    organic: ofClass('organic'),
    anomalous: ofClass('anomalous'),
  };
  const weights = stage('weights', () => approach.weights(index, hubs));
  counters['weights'] = {
    shared: weights.shared,
    threshold: Math.round(weights.threshold * 1e3) / 1e3,
  };
  const { links, lockstep, graph } = stage('links', (report) => {
    const links = approach.links(index, hubs, weights, report);
    const lockstep = approach.lockstep(index, weights);
    return { links, lockstep, graph: joinedLinks(links.graph, lockstep) };
  });
  counters['links'] = { ...links.counters, lockstep: lockstep.links };
  const communities = stage('communities', (report) => approach.communities(graph, report));
  counters['communities'] = communities.counters;
  const standing = isNothing(decided) ? null : standingOf(index.accountIds, decided);
  const { volumes, ...scored } = stage('rings', () => {
    const volumes = approach.volumes(index);
    const found = scoreRings(
      communities.roots,
      index,
      weights,
      config,
      approach.describer(index, weights, lockstep, volumes),
      standing,
      leaningTo(previous, index),
    );
    if (standing === null) return { ...found, volumes };
    const held = doubtRings(found.rings, index, weights, config, decided.doubted, standing.isConfirmed);
    return { ...found, rings: held.rings, decided: { ...found.decided, ...held.counters }, volumes };
  });
  counters['rings'] = scored.counters;
  if (standing !== null) counters['decisions'] = scored.decided;
  const unnamed = stage('evidence', () => {
    const localOf = new Int32Array(graph.nodes).fill(-1);
    const cellsIn = cellExplainer(index, { graph, least: config.minRingSize, localOf });
    const shownBy = showings(index);
    return scored.rings.map((ring) => {
      const shown = shownBy(ring.members, ring.evidence.signals);
      return { ...explain(ring, shown, index, weights, config), cells: cellsIn(ring, shown) };
    });
  });
  counters['evidence'] = {
    signals: unnamed.reduce((sum, ring) => sum + ring.evidence.length, 0),
    cells: unnamed.reduce((sum, ring) => sum + ring.cells.length, 0),
  };
  const named = stage('lineage', () => nameRings(unnamed, previous, config));
  counters['lineage'] = named.counters;

  const campaigns = stage('campaigns', () => {
    const found = findCampaigns(scored.rings, index, weights, config);
    counters['campaigns'] = found.counters;
    const ringOf = new Map(named.rings.flatMap((ring) => ring.members.map(({ account }) => [account, ring] as const)));
    return nameCampaigns(
      found.campaigns,
      (ring) => ringOf.get(index.accountIds[scored.rings[ring]!.members[0]!]!)!,
      (ring) => scored.rings[ring]!.members,
      previous,
      index,
    );
  });

  const hubList = Array.from(
    hubs.signals,
    (signal, i): Hub => ({
      signal: index.signalKeys[signal]!,
      type: index.types[index.signalType[signal]!]!.name,
      accounts: degreeOf(index, signal),
      class: hubs.classes[i]!,
      features: { ...hubs.features[i]! },
      ...traitNamed(index, signal),
    }),
  ).sort((x, y) => y.accounts - x.accounts || byText(x.signal, y.signal));
  const result = {
    rings: named.rings,
    campaigns,
    hubs: hubList,
    lineage: named.lineage,
    counters,
    basis: basisOf(index, weights),
    hash: ringsHash(named.rings),
  };
  return {
    result,
    products: { index, hubs, weights, graph: links.graph, lockstep, roots: communities.roots, volumes },
  };
};
