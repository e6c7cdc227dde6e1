/**
 * One community engine on one graph, in a process of its own; started by speed.ts: node speed-engine.ts <engine> <folder>
 * <accounts> <resolution> [helpers]. The folder holds the ends of the links (a.bin, b.bin); labels go there too (labels.bin).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UndirectedGraph } from 'graphology';
import louvainModule from 'graphology-communities-louvain';
import { leiden } from '../src/engine/communities/leiden/leiden.ts';
import { weightedGraph } from '../src/engine/communities/leiden/weighted-graph.ts';
import { alone } from '../src/engine/crew.ts';
import { randomStream } from '../src/engine/support/random.ts';
import { enlist } from '../src/parallel/crew.ts';
import { peakMib } from './support/report.ts';

const [engine, folder = '', accounts, resolution, helpers = '0'] = process.argv.slice(2);
const nodes = Number(accounts);
const gamma = Number(resolution);

const column = (name: string): Uint32Array => {
  const { buffer, byteOffset, byteLength } = readFileSync(join(folder, name));
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
};
const [a, b] = [column('a.bin'), column('b.bin')];

/** Builds the graph and cuts it; calls `built` in between. */
const ENGINES: Readonly<Record<string, (built: () => void) => Uint32Array>> = {
  cpm: (built) => leidenBy('cpm', built),
  modularity: (built) => leidenBy('modularity', built),
  graphology(built) {
    const louvain = louvainModule as unknown as typeof louvainModule.default;
    const graph = new UndirectedGraph<Record<string, never>, { weight: number }>();
    for (let v = 0; v < nodes; v++) graph.addNode(v);
    for (let i = 0; i < a.length; i++)
      graph.updateEdge(a[i], b[i], (attributes) => ({ weight: (attributes.weight ?? 0) + 1 }));
    built();
    const found = louvain(graph, { resolution: gamma, rng: randomStream(1, 1) });
    return Uint32Array.from({ length: nodes }, (_, v) => found[v]!);
  },
};

const leidenBy = (objective: 'cpm' | 'modularity', built: () => void): Uint32Array => {
  const crew = helpers === '0' ? alone() : enlist(Number(helpers));
  const graph = weightedGraph(nodes, a, b, undefined, crew);
  built();
  return leiden(graph, { objective, resolution: gamma, seed: 1 }, crew).labels;
};

const used = process.cpuUsage();
const began = performance.now();
let between = began;
const labels = ENGINES[engine ?? '']!(() => {
  between = performance.now();
});
const ended = performance.now();
const { user, system } = process.cpuUsage(used);
const mib = peakMib('self');
writeFileSync(join(folder, 'labels.bin'), labels);
console.log(
  JSON.stringify({ build: (between - began) / 1e3, run: (ended - between) / 1e3, cpu: (user + system) / 1e6, mib }),
);
