import { findCommunities } from '../communities/communities.ts';
import { type KnownCommunities, renumberedCommunities } from '../communities/known.ts';
import type { EngineConfig } from '../config.ts';
import { type Approach, type DetectOptions, runStages, withoutAllowed } from '../detect.ts';
import { degreeOf } from '../input/observation-index.ts';
import type { DetectionResult } from '../result.ts';
import { groupDescriber } from '../rings/features.ts';
import { tyingBits } from '../rings/group-evidence.ts';
import { NONE } from '../support/none.ts';
import { classHubs, type KnownHub } from '../weights/hubs.ts';
import { weighSignals } from '../weights/weights.ts';
import { carriedLinks } from './carried-links.ts';
import type { Changes } from './changes.ts';
import { denseGroups } from './dense-groups.ts';
import { type MergedIndex, mergedIndex } from './merged-index.ts';
import { relink } from './relink.ts';
import { type Remembered, rememberingDescriber } from './remembered.ts';
import { movedSignals, type Staleness, stalenessOf, weighedAgain } from './staleness.ts';
import { allowedBy, type RunState } from './state.ts';
import { checkChanges, toldRows } from './told-rows.ts';
import { volumesSince } from './volumes-since.ts';

/** States that were gone on from: their arrays are in other hands. */
const spent = new WeakSet<RunState>();

/** Either a result, or the reason why a whole run is due instead. */
export type Increment =
  | { readonly kind: 'increment'; readonly result: DetectionResult; readonly state: RunState }
  | { readonly kind: 'due'; readonly why: string };

/**
 * A run after few changes. What is cheap is done anew for everybody: the index (by merging), weights, rings that changed, evidence,
 * lineage. What is dear is done where it matters: pairs are weighed again that may have gained `staleShare` of a link, and those of
 * accounts that may have lost as much; the last cut of the communities is mended where links changed; a hub is classed again and a
 * group described again when `renewFrom` of its accounts changed. So the bits of a pair are off by one and a half `staleShare` of a link from either side at most, and by four and a half
 * within a dense group (`denseGroups`), where they tell little.
 * What adds up beyond that, over many increments, ends with the next whole run: it is due, and there is no result, when the
 * configuration is another one, other signals or accounts are allowed, or when more than `drift` of the accounts came or went since the last one. It uses
 * the state up: go on from the one returned, or with a whole run where that is due. The order of the changes does not matter. Throws RangeError when they do not fit together or have other signal types, and for a state that is used up.
 */
export const increment = (
  state: RunState,
  changes: Changes,
  config: EngineConfig,
  options: DetectOptions = {},
): Increment => {
  if (JSON.stringify(config) !== JSON.stringify(state.config)) return { kind: 'due', why: 'another configuration' };
  if (allowedBy(options.decided) !== state.allowed) return { kind: 'due', why: 'people have allowed something else' };
  if (spent.has(state))
    throw new RangeError('an increment was made on this state before: go on from the state that it returned');
  checkChanges(state.index, changes);
  const { columns, counted } = withoutAllowed(changes.columns, options.decided);
  const told = toldRows(state.index, state.numbers, { ...changes, columns });
  spent.add(state);
  const merged = mergedIndex(state.index, state.numbers, told, changes.gone);
  const { drift } = config.increments;
  const cameOrWent = state.cameOrWent + countNone(merged.accountNow) + countNone(merged.accountBefore);
  if (cameOrWent > drift * state.wholeAccounts)
    return { kind: 'due', why: `${cameOrWent} accounts came or went since the last whole run` };

  const kept = { memory: [] as Remembered[], stale: state.stale };
  const { result, products } = runStages(fromLastRun(state, merged, config, options, kept), config, options);
  const { index, hubs } = products;
  const classed = knownHubs(state, merged, config);
  return {
    kind: 'increment',
    result: counted({
      ...result,
      counters: { ...result.counters, increment: { given: merged.given.length, cameOrWent } },
    }),
    state: {
      ...products,
      ...kept,
      config,
      allowed: state.allowed,
      hubDegree: hubs.signals.map((signal) => classed(signal)?.degree ?? degreeOf(index, signal)),
      numbers: state.numbers,
      wholeAccounts: state.wholeAccounts,
      cameOrWent,
    },
  };
};

const countNone = (numbers: Uint32Array): number => {
  let count = 0;
  for (let i = 0; i < numbers.length; i++) if (numbers[i] === NONE) count++;
  return count;
};

/** The stages' approach; `kept` is filled with what the next increment begins at. */
const fromLastRun = (
  state: RunState,
  merged: MergedIndex,
  config: EngineConfig,
  { crew }: DetectOptions,
  kept: { memory: Remembered[]; stale: Staleness },
): Approach => {
  const { accountNow, accountBefore } = merged;
  const { staleShare, renewFrom } = config.increments;
  const roots = renumberedCommunities(state.roots, accountNow);
  let known: KnownCommunities | undefined;
  let stirred: Float64Array = new Float64Array(0);
  const moved = movedSignals();
  return {
    index: () => merged.index,
    hubs: (index) => classHubs(index, config, knownHubs(state, merged, config)),
    weights: (index, hubs) => weighSignals(index, hubs, config, { bits: state.weights.bits, onChange: moved.onChange }),
    links(index, hubs, weights) {
      const { stirred: share, ...stale } = stalenessOf(state.stale, merged, weights, moved);
      stirred = share;
      const again = weighedAgain(stale, merged, staleShare * weights.threshold);
      kept.stale = again.stale;
      const { links, ...since } = relink(
        state.graph,
        merged,
        again.which,
        { gains: again.gains, groupOf: denseGroups(roots, accountBefore.length, config) },
        [index, hubs, weights, config],
        crew,
      );
      known = { roots, ...since, renewFrom };
      return links;
    },
    lockstep: () => carriedLinks(state.lockstep, merged, known!),
    communities: (graph, report) => findCommunities(graph, config, report, crew, known),
    volumes: () => volumesSince(state.volumes, merged),
    describer(index, weights, lockstep, volumes) {
      const bitsOf = tyingBits(index, weights);
      const since = { accountNow, differences: merged.differences, index, bitsOf, stirred, renewFrom };
      return rememberingDescriber(groupDescriber(index, weights, lockstep, volumes), kept.memory, {
        memory: state.memory,
        since,
      });
    },
  };
};

/** What is known of a hub, and how many accounts showed it then; nothing of one that grew or shrank by `renewFrom` since. */
const knownHubs = (
  state: RunState,
  { index }: MergedIndex,
  config: EngineConfig,
): ((signal: number) => (KnownHub & { readonly degree: number }) | undefined) => {
  const { hubs, hubDegree } = state;
  return (signal) => {
    const rank = hubs.rankOf(signal);
    if (rank < 0) return undefined;
    const degree = hubDegree[rank]!;
    if (Math.abs(degreeOf(index, signal) - degree) > config.increments.renewFrom * degree) return undefined;
    return { class: hubs.classes[rank]!, features: hubs.features[rank]!, degree };
  };
};
