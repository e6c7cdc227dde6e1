/** A node of the hierarchy: a candidate for a ring, and the parts it would fall into. */
export interface Community {
  /** Accounts, ascending; connected by links. */
  readonly members: Uint32Array;
  readonly cohesion: number;
  /** Linked partners of each member inside, counting a sampled link as the pairs that it stands for. */
  readonly degrees: Float64Array;
  /** By member: weight of its links inside, and their number. */
  readonly strength: Float64Array;
  readonly linked: Uint32Array;
  /** Share of the links' weight that runs between the parts. */
  readonly crossing: number;
  /** Empty where nothing is to be split. Parts of fewer accounts than a ring are left out. */
  readonly parts: readonly Community[];
}
