/** Cuts a hundred random graphs of 27 accounts and 128 links by Louvain; started as a process of its own by a test. */
import { louvainCommunities } from '../../src/engine/communities/louvain.ts';
import { linkGraph } from '../../src/engine/links/link-graph.ts';
import { randomStream } from '../../src/engine/support/random.ts';

const [ACCOUNTS, LINKS, GRAPHS] = [27, 128, 100];
for (let seed = 1; seed <= GRAPHS; seed++) {
  const random = randomStream(seed, LINKS);
  const pairs = new Set<number>();
  while (pairs.size < LINKS) {
    const [a, b] = [Math.floor(random() * ACCOUNTS), Math.floor(random() * ACCOUNTS)];
    if (a < b) pairs.add(a * ACCOUNTS + b);
  }
  const a = Uint32Array.from(pairs, (pair) => Math.floor(pair / ACCOUNTS));
  const b = Uint32Array.from(pairs, (pair) => pair % ACCOUNTS);
  const bits = Float64Array.from(pairs, () => 25 + 60 * random());
  louvainCommunities(linkGraph(ACCOUNTS, a, b, bits, new Float32Array(LINKS).fill(1)), 1, random);
}
console.log(`${GRAPHS} graphs`);
