import { windowShares } from '../behaviour/synchrony.ts';
import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { type Arrays, type Column, ownArrays } from '../support/arrays.ts';
import { bitsIn, eachIn } from '../support/bit-set.ts';
import { growableUint32 } from '../support/growable.ts';
import { signalScratch } from '../support/scratch.ts';
import { activityBits } from '../weights/activity.ts';
import type { Hubs } from '../weights/hubs.ts';
import { factorOf, rarityOf, type Weights } from '../weights/weights.ts';
import { type Blocks, blocksOf, type HubGroups, hubGroups } from './blocks.ts';
import { type Reach, reachOf, WITH_SYNCHRONY } from './potentials.ts';

/**
 * All that weighing pairs reads, and nothing else, in numbers of its own: accounts that can be linked at all (*nodes*, in order of
 * their degree, then of their number) and signals that at least two of them show. Plain values and typed arrays, so that threads
 * can share it. Of a simulated population it is half of the accounts and a third of the observations.
 */
export interface LinkPlan {
  readonly nodes: number;
  /** By node: the account; and by account: 1 + the node, 0 where it cannot be linked. */
  readonly accountOf: Uint32Array;
  readonly nodeOf: Uint32Array;
  /** Rows of node v: rowStart[v] .. rowStart[v + 1), signals ascending in the order of the index. */
  readonly rowStart: Uint32Array;
  readonly rowSignal: Uint32Array;
  /** Windows of row i, as in the index: windows[windowStart[i] .. windowStart[i + 1]); none in weak families. */
  readonly windowStart: Uint32Array;
  readonly windows: Uint32Array;
  /** By row: a bit for each window, 32 in turn. Rows without a bit in common share no window. */
  readonly rowTimes: Uint32Array;
  readonly windowValues: Uint32Array;
  readonly windowShares: Float64Array;
  /** Nodes of signal s, ascending: member[memberStart[s] .. memberStart[s + 1]); none of hubs. */
  readonly memberStart: Uint32Array;
  readonly member: Uint32Array;
  readonly signalType: Uint8Array;
  readonly factor: Float64Array;
  readonly rarity: Float64Array;
  /** Most bits that sharing signal s can give. */
  readonly mostBits: Float64Array;
  /** See `activityBits`, at [node × types + type]. */
  readonly activity: Float64Array;
  readonly types: readonly TypeRules[];
  readonly families: readonly string[];
  readonly weakFamily: readonly boolean[];
  readonly behaviourFamily: readonly boolean[];
  /** By node: most bits that it can share with anybody through hubs. */
  readonly mostByHubs: Float64Array;
  /** By node: first rank and rank after the last one of its second of creation; both are `dated` where that is not known. */
  readonly tieStart: Uint32Array;
  readonly tieEnd: Uint32Array;
  readonly dated: number;
  readonly blocks: Blocks;
  readonly threshold: number;
  readonly rules: Pick<
    EngineConfig,
    'seed' | 'hubDegree' | 'blockSample' | 'maxPartners' | 'strongStrength' | 'closeRankShare'
  >;
}

interface TypeRules {
  readonly family: number;
  readonly behaviour: boolean;
  readonly strength: number;
}

/** The accounts that a plan is of, and the groups of them that share hubs. */
export interface Planned {
  readonly reach: Reach;
  /** Reachable ones, ascending. Members of the groups that are not among them are met by nobody. */
  readonly accounts: Uint32Array;
  readonly groups: HubGroups;
  /** By account: 1 for those of whom one is in each pair that is weighed; signals that none of them shows are left out. Else anybody. */
  readonly among?: Uint8Array;
}

/** Everybody who can be linked at all. */
const everybody = (index: ObservationIndex, hubs: Hubs, weights: Weights, config: EngineConfig): Planned => {
  const reach = reachOf(index, hubs, weights);
  const accounts = growableUint32();
  for (let a = 0; a < index.accountIds.length; a++) if (reach.isReachable(a)) accounts.push(a);
  return {
    reach,
    accounts: accounts.view(),
    groups: hubGroups(index, hubs, weights, reach.isReachable, config),
  };
};

/** O(accounts + signals + rows and windows of the accounts that are planned + what `hubGroups` takes). */
export const planLinks = (
  index: ObservationIndex,
  hubs: Hubs,
  weights: Weights,
  config: EngineConfig,
  arrays: Arrays = ownArrays,
  { reach, accounts, groups, among }: Planned = everybody(index, hubs, weights, config),
): LinkPlan => {
  const nodes = accounts.length;
  const accountOf = arrays.uint32(nodes);
  accountOf.set(byDegree(index, accounts));
  const nodeOf = arrays.uint32(index.accountIds.length);
  for (let v = 0; v < nodes; v++) nodeOf[accountOf[v]!] = v + 1;

  const signals = sharedSignals(index, weights, accountOf, among);
  const fill = (signal: (s: number) => number): Float64Array => {
    const column = arrays.float64(signals.signal.length);
    for (let s = 0; s < column.length; s++) column[s] = signal(signals.signal[s]!);
    return column;
  };
  const signalType = arrays.uint8(signals.signal.length);
  for (let s = 0; s < signalType.length; s++) signalType[s] = index.signalType[signals.signal[s]!]!;
  const isTimed = Uint8Array.from(signalType, (type) => Number(!weights.weakFamily[index.familyOfType[type]!]));
  const rows = rowsOf(index, accountOf, signals.numberOf, isTimed, arrays);
  for (const s of signals.signal) signals.numberOf[s] = 0;
  const members = membersOf(rows, nodes, (s) => hubs.rankOf(signals.signal[s]!) >= 0, signalType.length, arrays);

  const typeCount = index.types.length;
  const activity = arrays.float64(nodes * typeCount);
  const putActivity = activityBits(index, config);
  const mostByHubs = arrays.float64(nodes);
  const [tieStart, tieEnd] = [arrays.uint32(nodes), arrays.uint32(nodes)];
  for (let v = 0; v < nodes; v++) {
    const a = accountOf[v]!;
    putActivity(a, activity, v * typeCount);
    mostByHubs[v] = reach.hubBits(a);
    tieStart[v] = a < index.dated ? index.tieStart[a]! : index.dated;
    tieEnd[v] = a < index.dated ? index.tieEnd[a]! : index.dated;
  }
  const { seed, hubDegree, blockSample, maxPartners, strongStrength, closeRankShare } = config;
  return {
    nodes,
    accountOf,
    nodeOf,
    ...rows,
    windowValues: copied(index.windowValues, arrays.uint32(index.windowValues.length)),
    windowShares: copied(windowShares(index), arrays.float64(index.windowValues.length)),
    ...members,
    signalType,
    factor: fill(factorOf(index, hubs, weights.lift, config)),
    rarity: fill((s) => rarityOf(index, s)),
    mostBits: fill((s) => WITH_SYNCHRONY * weights.bits[s]!),
    activity,
    types: index.types.map(({ kind, strength }, t) => ({
      family: index.familyOfType[t]!,
      behaviour: kind === 'behaviour',
      strength,
    })),
    families: index.families,
    weakFamily: weights.weakFamily,
    behaviourFamily: weights.behaviourFamily,
    mostByHubs,
    tieStart,
    tieEnd,
    dated: index.dated,
    blocks: blocksOf(groups, nodeOf, nodes, arrays),
    threshold: weights.threshold,
    rules: { seed, hubDegree, blockSample, maxPartners, strongStrength, closeRankShare },
  };
};

const columnsOf = ({ blocks, ...plan }: LinkPlan): readonly Column[] =>
  [...Object.values(plan), ...Object.values(blocks)].filter(
    (part) => part instanceof Uint32Array || part instanceof Float64Array || part instanceof Uint8Array,
  );

/** Memory of a plan, bytes. */
export const planBytes = (plan: LinkPlan): number =>
  columnsOf(plan).reduce((sum, { byteLength }) => sum + byteLength, 0);

/** Gives the memory of a plan back; it is not to be used again. */
export const releasePlan = (plan: LinkPlan, arrays: Arrays): void => arrays.release(...columnsOf(plan));

const copied = <Column extends Uint32Array | Float64Array>(from: Column, to: Column): Column => {
  to.set(from);
  return to;
};

/** Accounts of fewest signals first, so that each weighs the pairs with those ahead of it. */
const byDegree = (index: ObservationIndex, accounts: Uint32Array): Uint32Array => {
  const n = index.accountIds.length;
  const keys = Float64Array.from(accounts, (a) => (index.accountStart[a + 1]! - index.accountStart[a]!) * n + a);
  return Uint32Array.from(keys.sort(), (key) => key % n);
};

/**
 * Signals that say anything and that two nodes or more show, one `among` those. Of each the old number, and by old number 1 + the new one, 0 for the
 * rest: in the scratch, which is to be put back to zeros.
 */
const sharedSignals = (
  index: ObservationIndex,
  weights: Weights,
  accountOf: Uint32Array,
  among: Uint8Array | undefined,
): { readonly numberOf: Uint32Array; readonly signal: Uint32Array } => {
  const m = index.signalKeys.length;
  const several = bitsIn(index.several);
  const shown = new Uint8Array(m); // by how many, up to two, and whether one of those asks
  for (const a of accountOf) {
    const asks = among === undefined ? ASKED : ASKED * among[a]!;
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      const s = index.rowSignal[row]!;
      if (!several.has(s)) continue;
      const before = shown[s]!;
      shown[s] = (before & TWO) === TWO ? before | asks : (before + 1) | asks;
    }
  }
  const signals = growableUint32();
  eachIn(index.several, (s) => {
    if (shown[s] === (TWO | ASKED) && weights.bits[s]! > 0) signals.push(s);
  });
  const signal = signals.view();
  const numberOf = signalScratch(index);
  for (let number = 0; number < signal.length; number++) numberOf[signal[number]!] = number + 1;
  return { numberOf, signal };
};

const TWO = 2;
const ASKED = 4;

type Rows = Pick<LinkPlan, 'rowStart' | 'rowSignal' | 'rowTimes' | 'windowStart' | 'windows'>;

/** `isTimed` by new number: whether windows of the signal count. */
const rowsOf = (
  index: ObservationIndex,
  accountOf: Uint32Array,
  numberOf: Uint32Array,
  isTimed: Uint8Array,
  arrays: Arrays,
): Rows => {
  const nodes = accountOf.length;
  const rowStart = arrays.uint32(nodes + 1);
  let all = 0;
  for (const a of accountOf) all += index.accountStart[a + 1]! - index.accountStart[a]!;
  // Numbers stand all over memory, so each is looked up once.
  const several = bitsIn(index.several);
  const numbers = new Uint32Array(all);
  let [rows, windowCount, i] = [0, 0, 0];
  for (let v = 0; v < nodes; v++) {
    for (let row = index.accountStart[accountOf[v]!]!; row < index.accountStart[accountOf[v]! + 1]!; row++) {
      const s = index.rowSignal[row]!;
      const number = several.has(s) ? numberOf[s]! : 0;
      numbers[i++] = number;
      if (number === 0) continue;
      rows++;
      if (isTimed[number - 1] === 1) windowCount += index.windowStart[row + 1]! - index.windowStart[row]!;
    }
    rowStart[v + 1] = rows;
  }
  const rowSignal = arrays.uint32(rows);
  const rowTimes = arrays.uint32(rows);
  const windowStart = arrays.uint32(rows + 1);
  const windows = arrays.uint32(windowCount);
  let [kept, at] = [0, 0];
  i = 0;
  for (const a of accountOf)
    for (let row = index.accountStart[a]!; row < index.accountStart[a + 1]!; row++) {
      const number = numbers[i++]!;
      if (number === 0) continue;
      rowSignal[kept] = number - 1;
      if (isTimed[number - 1] === 1)
        for (let w = index.windowStart[row]!; w < index.windowStart[row + 1]!; w++) {
          windows[at++] = index.windows[w]!;
          rowTimes[kept]! |= 1 << (index.windows[w]! & 31);
        }
      windowStart[++kept] = at;
    }
  ownArrays.release(numbers);
  return { rowStart, rowSignal, rowTimes, windowStart, windows };
};

const membersOf = (
  { rowStart, rowSignal }: Rows,
  nodes: number,
  isHub: (signal: number) => boolean,
  signals: number,
  arrays: Arrays,
): Pick<LinkPlan, 'memberStart' | 'member'> => {
  const memberStart = arrays.uint32(signals + 1);
  for (let row = 0; row < rowSignal.length; row++) memberStart[rowSignal[row]! + 1]!++;
  for (let s = 0; s < signals; s++) memberStart[s + 1] = memberStart[s]! + (isHub(s) ? 0 : memberStart[s + 1]!);
  const cursor = memberStart.slice();
  const member = arrays.uint32(memberStart[signals]!);
  for (let v = 0; v < nodes; v++)
    for (let row = rowStart[v]!; row < rowStart[v + 1]!; row++) {
      const s = rowSignal[row]!;
      if (memberStart[s + 1]! > memberStart[s]!) member[cursor[s]!++] = v;
    }
  return { memberStart, member };
};
