import type { LinkGraph } from '../links/link-graph.ts';

/** Cuts a connected graph into communities; equal graphs, resolutions and random numbers give an equal result. */
export type Cut = (graph: LinkGraph, resolution: number, random: () => number) => Partition;

export interface Partition {
  /** Label by node, 0 .. count − 1 in order of first appearance. */
  readonly labels: Uint32Array;
  readonly count: number;
}
