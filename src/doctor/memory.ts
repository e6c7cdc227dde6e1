import { type Finding, failure, ok, together, warning } from './check.ts';
import { bytesText } from './sizes.ts';

/** Bytes throughout. */
export interface ServiceMemory {
  readonly machine: number;
  /** The container's limit; null where there is none. */
  readonly limit: number | null;
  /** What this Node lets its heap grow to. */
  readonly nodeHeap: number;
}

export interface ServerMemory {
  readonly heap: number | null;
  readonly pageCache: number | null;
  /** The graph's files; null where they cannot be seen from here. */
  readonly store: number | null;
  /** Whether the server shares this machine, and so its memory. */
  readonly here: boolean;
}

/** Buffers of requests and the typed arrays of a run lie outside the heap. */
const BESIDE_HEAP = 256 * 2 ** 20;
/** Less than this and an import or a run ends the process. */
const LEAST_SERVICE = 512 * 2 ** 20;
/** What Neo4j takes beside heap and page cache: threads, Netty's buffers, code. */
const BESIDE_NEO4J = 512 * 2 ** 20;

export const serviceMemoryFinding = ({ machine, limit, nodeHeap }: ServiceMemory): Finding => {
  const room = Math.min(machine, limit ?? machine);
  const said = `${bytesText(machine)}${limit === null || limit >= machine ? '' : `, of which this container may take ${bytesText(limit)}`}; Node's heap may grow to ${bytesText(nodeHeap)}`;
  if (room < LEAST_SERVICE) {
    return failure(said, `Give the service ${bytesText(LEAST_SERVICE)} or more.`);
  }
  if (nodeHeap + BESIDE_HEAP > room) {
    const megabytes = Math.max(256, Math.floor((room - BESIDE_HEAP) / 2 ** 20));
    return warning(
      `${said}: the kernel would end the process before Node says that memory is short`,
      `Set NODE_OPTIONS=--max-old-space-size=${megabytes}, or raise the limit.`,
    );
  }
  return ok(said);
};

export const serverMemoryFinding = ({ heap, pageCache, store, here }: ServerMemory, machine: number): Finding => {
  const unknown = 'unknown';
  const said = `heap ${heap === null ? unknown : bytesText(heap)}, page cache ${pageCache === null ? unknown : bytesText(pageCache)}, graph ${store === null ? 'of a size that cannot be seen from here' : bytesText(store)}`;
  const faults: Finding[] = [];
  if (here && heap !== null && pageCache !== null && heap + pageCache + BESIDE_NEO4J > machine) {
    faults.push(
      failure(
        `Neo4j may take more than this machine has (${bytesText(machine)}): ${said}`,
        'Lower server.memory.heap.max_size and server.memory.pagecache.size so that they leave room for the service.',
      ),
    );
  }
  if (pageCache !== null && store !== null && store > pageCache) {
    faults.push(
      warning(
        `The graph does not fit into the page cache, so queries wait for the disk: ${said}`,
        `Set server.memory.pagecache.size to ${bytesText(store * 1.2)} or more, where the machine has it.`,
      ),
    );
  }
  return together(faults, () => ok(said));
};
