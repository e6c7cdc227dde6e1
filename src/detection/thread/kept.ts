import type { EngineConfig } from '../../engine/config.ts';
import type { RunState } from '../../engine/index.ts';
import type { GraphSignalType } from './projection.ts';

/** What a thread keeps of the run that it made last, or why it keeps nothing: a sentence for people. */
export type Memory = Kept | { readonly kind: 'nothing'; readonly why: string };

export interface Kept {
  readonly kind: 'kept';
  readonly run: string;
  readonly types: readonly GraphSignalType[];
  /** By which lists addresses were classed; see `readNetworksMark`. */
  readonly networks: string;
  /** Whether what each account shows is what it showed; see account-versions.cypher. */
  readonly versions: Map<string, string>;
  /** Increments since the last whole run. */
  readonly increments: number;
  readonly state: RunState;
}

export const FIRST: Memory = {
  kind: 'nothing',
  why: 'nothing is kept: it is the first run of its instance, or the last one broke',
};
export const OFF = { kind: 'nothing', why: 'increments are switched off' } as const;

/** How runs are to be made. */
export interface IncrementRules {
  /** Memory that what a run keeps for the next may take, MiB; 0 for none, then every run is a whole one. */
  readonly memoryMib: number;
  /** Increments after which a whole run is due. */
  readonly most: number;
}

/** How things are when a run begins. */
export interface Circumstances {
  readonly asked: boolean;
  readonly config: EngineConfig;
  readonly types: readonly GraphSignalType[];
  readonly publishedRun: string | null;
  readonly networks: string;
  readonly rules: IncrementRules;
}

/** Why a run cannot go on from what was kept, without a look at what changed; null when it can. */
export const whyWhole = (kept: Memory, now: Circumstances): string | null => {
  if (now.asked) return 'a whole run was asked for';
  if (now.rules.memoryMib === 0) return OFF.why;
  if (kept.kind === 'nothing') return kept.why;
  if (kept.run !== now.publishedRun) return 'the run that was kept is not the published one';
  if (JSON.stringify(kept.state.config) !== JSON.stringify(now.config)) return 'the configuration is another one';
  if (JSON.stringify(kept.types) !== JSON.stringify(now.types)) return 'the signal types are other ones';
  if (kept.networks !== now.networks) return 'addresses were classed anew';
  if (kept.increments >= now.rules.most)
    return `increments since the last whole run: ${kept.increments}, as many as may be`;
  return null;
};

/** Share of accounts to read again from which on reading all of them is as fast. */
const MANY = 0.5;

/** The same, once it is known how many of the accounts changed or went. */
export const isMany = (changed: number, accounts: number): boolean => changed > MANY * accounts;

/** Memory that a state takes, bytes: its arrays, and some 64 for each name and place in a map. Names of accounts stand in that of versions. */
export const stateBytes = ({
  index,
  hubs,
  weights,
  graph,
  lockstep,
  memory,
  volumes,
  stale,
  numbers,
}: RunState): number => {
  const arrays = (part: object): number =>
    Object.values(part).reduce((sum: number, value) => sum + (ArrayBuffer.isView(value) ? value.byteLength : 0), 0);
  const groups = memory.reduce((sum, { members, described }) => {
    const { bits, signals } = described.evidence;
    return sum + members.byteLength + bits.byteLength + 32 * signals.length + 512;
  }, 0);
  let gains = 0;
  for (const { signals } of stale.by.values()) gains += 256 + 24 * signals.length;
  const names = 64 * (3 * index.accountIds.length + index.signalKeys.length);
  const scratch = 4 * index.signalKeys.length;
  const parts = [index, hubs, weights, graph, lockstep, volumes, stale, numbers.accounts, numbers.signals];
  return parts.reduce((sum, part) => sum + arrays(part), groups + gains + names + scratch);
};
