/** What narrows rings, as it is asked for; times are epoch milliseconds. */
export interface RingFilters {
  readonly minScore?: number | undefined;
  readonly maxScore?: number | undefined;
  readonly minSize?: number | undefined;
  readonly maxSize?: number | undefined;
  readonly state?: readonly string[] | undefined;
  readonly signalType?: readonly string[] | undefined;
  readonly campaign?: readonly string[] | undefined;
  readonly firstSeenFrom?: number | undefined;
  readonly firstSeenTo?: number | undefined;
  readonly lastSeenFrom?: number | undefined;
  readonly lastSeenTo?: number | undefined;
  readonly text?: string | undefined;
}

/** The same as the list's and the exports' Cypher takes it: everything said, empty for any. */
export interface RingFilterParameters {
  readonly minScore: number;
  readonly maxScore: number;
  readonly minSize: number;
  readonly maxSize: number;
  readonly firstSeenFrom: number;
  readonly firstSeenTo: number;
  readonly lastSeenFrom: number;
  readonly lastSeenTo: number;
  readonly states: readonly string[];
  readonly types: readonly string[];
  readonly campaigns: readonly string[];
  readonly text: string;
}

export const ringFilterParameters = (asked: RingFilters): RingFilterParameters => ({
  minScore: asked.minScore ?? 0,
  maxScore: asked.maxScore ?? 1,
  minSize: asked.minSize ?? 0,
  maxSize: asked.maxSize ?? Number.MAX_SAFE_INTEGER,
  firstSeenFrom: asked.firstSeenFrom ?? Number.MIN_SAFE_INTEGER,
  firstSeenTo: asked.firstSeenTo ?? Number.MAX_SAFE_INTEGER,
  lastSeenFrom: asked.lastSeenFrom ?? Number.MIN_SAFE_INTEGER,
  lastSeenTo: asked.lastSeenTo ?? Number.MAX_SAFE_INTEGER,
  states: asked.state ?? [],
  types: asked.signalType ?? [],
  campaigns: asked.campaign ?? [],
  text: asked.text ?? '',
});
