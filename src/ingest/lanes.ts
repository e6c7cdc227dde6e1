/**
 * Work in lanes: in one lane one after another in order of asking, beside each other in different ones. Every account has
 * its lane, so no two transactions of this service ever want the same account. Without that, Neo4j's lock manager
 * saw deadlocks among random events in one transaction of four (a waiter that has not woken up yet still counts as waiting
 * for whoever has just committed), and each cost the second that the driver waits before it tries again.
 */
export interface Lanes {
  readonly count: number;
  /** Works under way. */
  readonly busy: number;
  /** Any whole number names a lane. */
  run<Result>(lane: number, work: () => Promise<Result>): Promise<Result>;
}

export const lanes = (count: number): Lanes => {
  const ends: Promise<unknown>[] = new Array(count).fill(Promise.resolve());
  let busy = 0;
  return {
    count,
    get busy() {
      return busy;
    },
    run(lane, work) {
      const at = lane % count;
      const done = ends[at]!.then(async () => {
        busy += 1;
        try {
          return await work();
        } finally {
          busy -= 1;
        }
      });
      ends[at] = done.catch(() => undefined);
      return done;
    },
  };
};

/** The lane of a text among `count`: FNV-1a over its code units. Never to be changed: open batches are cut by it. */
export const laneOf = (text: string, count: number): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % count;
};
