import type { EngineConfig } from '../config.ts';
import type { ObservationIndex } from '../input/observation-index.ts';
import { type LinkGraph, linkGraph } from '../links/link-graph.ts';
import { type LinkPlan, planLinks } from '../links/link-plan.ts';
import { linkRange, linkScratch } from '../links/link-range.ts';
import type { Links } from '../links/links.ts';
import { WITH_SYNCHRONY } from '../links/potentials.ts';
import { ownArrays } from '../support/arrays.ts';
import type { Hubs } from '../weights/hubs.ts';
import type { Weights } from '../weights/weights.ts';
import { mergedLinks, type Numbers } from './merged-links.ts';
import type { Staleness } from './staleness.ts';

/** Weighs the pairs that may be worth something else, and takes all other links over. */
export const relink = (
  before: LinkGraph,
  numbers: Numbers,
  which: Uint8Array,
  by: Staleness['by'],
  [index, hubs, weights, config]: readonly [ObservationIndex, Hubs, Weights, EngineConfig],
): { readonly links: Links; readonly changed: Uint8Array } => {
  const among = which.map((kind) => Math.min(1, kind));
  const plan = planLinks(index, hubs, weights, config, ownArrays, among);
  const found = linkRange(
    plan,
    0,
    plan.nodes,
    linkScratch(plan),
    Uint8Array.from(plan.accountOf, (a) => among[a]!),
    wanted(plan, which, by, index, weights, config.increments.staleShare * weights.threshold),
  );
  const fresh = linkGraph(index.accountIds.length, found.a, found.b, found.bits, found.stands);
  const { graph, changed, kept } = mergedLinks(before, numbers, which, fresh);
  const counters = {
    reachable: plan.nodes,
    again: which.reduce((sum, kind) => sum + Number(kind > 0), 0),
    weighed: found.weighed,
    capped: found.capped,
    kept,
    links: graph.links,
  };
  return { links: { graph, counters }, changed };
};

/** Signals worth less than this share of the bits asked for are passed over: they are on very many accounts. */
const SMALL = 0.125;

/**
 * Whether a pair of an account that is weighed again is to be: all pairs of some, of the others those that share enough of what was
 * gained by to have gained so many bits.
 */
const wanted = (
  { accountOf }: LinkPlan,
  which: Uint8Array,
  by: Staleness['by'],
  index: ObservationIndex,
  weights: Weights,
  bits: number,
): ((v: number, w: number) => boolean) => {
  const sum = new Float64Array(index.accountIds.length);
  let last = -1;
  const visit = (account: number, say: (other: number, bits: number) => void): void => {
    for (const s of by.get(account) ?? []) {
      const worth = WITH_SYNCHRONY * weights.bits[s]!;
      if (worth < SMALL * bits) continue;
      for (let i = index.signalStart[s]!; i < index.signalStart[s + 1]!; i++)
        say(index.rowAccount[index.signalRow[i]!]!, worth);
    }
  };
  return (v, w) => {
    const [a, b] = [accountOf[v]!, accountOf[w]!];
    if (which[a] === 2 || which[b] === 2) return true;
    if (a !== last) {
      visit(last, (other) => {
        sum[other] = 0;
      });
      visit(a, (other, worth) => {
        sum[other]! += worth;
      });
      last = a;
    }
    return sum[b]! > bits;
  };
};
