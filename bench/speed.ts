/**
 * How fast are communities found, beside peers? `npm run bench:speed [-- --sizes 100000,500000,2000000 --runs 1]`
 *
 * Planted rings of 40 in one connected graph, 5 links drawn by each account, one in five of them to anybody. Every engine has a
 * process of its own and begins with the ends of the links in two arrays; counted are building its graph and cutting it (the
 * fastest of `--runs`), the processor time of both, the most memory that its process held, and the F1 of account pairs. Engines are
 * paired by objective: the constant Potts model with igraph's Leiden, modularity at resolution 1 with graphology's Louvain, modularity at the resolution that equals that of the Potts
 * model on this graph with NetworKit's PLM with refinement (all cores on either side). igraph and NetworKit take part where
 * `bench/peers/install.sh` has installed them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Objective, qualityOf } from '../src/engine/communities/leiden/quality.ts';
import { type WeightedGraph, weightedGraph } from '../src/engine/communities/leiden/weighted-graph.ts';
import { pairF1, plantedGraph } from './support/planted-graph.ts';
import { type Figures, report } from './support/report.ts';

/** Density, in links per pair, that a community must have: a tenth of the planted one, ten thousand times that of chance. */
const DENSITY = 0.02;
const LINKS = 5;
/** Beyond it graphology needs more memory than Node gives by default. */
const GRAPHOLOGY_MOST = 500_000;
const PYTHON = fileURLToPath(new URL('./peers/venv/bin/python', import.meta.url));
const PEERS = fileURLToPath(new URL('./peers/communities.py', import.meta.url));
/** Threads beside the first where all cores work. */
const HELPERS = availableParallelism() - 1;
const ENGINE = fileURLToPath(new URL('./speed-engine.ts', import.meta.url));

const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '100000,500000,2000000' }, runs: { type: 'string', default: '1' } },
});
const sizes = values.sizes.split(',').map(Number);
const runs = Number(values.runs);
if (![runs, ...sizes].every((number) => Number.isInteger(number) && number > 0))
  throw new Error('--sizes and --runs are whole numbers above 0');
const peers = existsSync(PYTHON);
if (!peers) console.log('igraph and NetworKit are not installed (bench/peers/install.sh): without them.');

interface Engine {
  readonly name: string;
  readonly objective: Objective;
  readonly resolution: number;
  readonly command: readonly [string, ...string[]];
  /** Threads beside the first. */
  readonly helpers?: number;
}

interface Found {
  readonly build: number;
  readonly run: number;
  /** Processor time of both, of all threads. */
  readonly cpu: number;
  readonly mib: number;
  readonly f1: number;
  readonly quality: number;
}

const enginesFor = (accounts: number): Engine[] => {
  /** Where sizes are all the mean degree, γ d² / 2W is the Potts model's γ. */
  const matched = (DENSITY * 2 * LINKS * accounts) / (2 * LINKS) ** 2;
  const cpm = { objective: 'cpm', resolution: DENSITY } as const;
  const one = { objective: 'modularity', resolution: 1 } as const;
  const equal = { objective: 'modularity', resolution: matched } as const;
  const ours = (objective: Objective) => [process.execPath, ENGINE, objective] as const;
  return [
    { name: 'Leiden CPM', ...cpm, command: ours('cpm') },
    { name: 'Leiden CPM, all cores', ...cpm, command: ours('cpm'), helpers: HELPERS },
    ...(peers ? [{ name: 'igraph Leiden CPM', ...cpm, command: [PYTHON, PEERS, 'igraph'] as const }] : []),
    { name: 'Leiden modularity', ...one, command: ours('modularity') },
    ...(accounts <= GRAPHOLOGY_MOST
      ? [{ name: 'graphology Louvain', ...one, command: [process.execPath, ENGINE, 'graphology'] as const }]
      : []),
    { name: 'Leiden modularity, matched', ...equal, command: ours('modularity') },
    { name: 'Leiden modularity, matched, all cores', ...equal, command: ours('modularity'), helpers: HELPERS },
    ...(peers ? [{ name: 'NetworKit PLM, matched', ...equal, command: [PYTHON, PEERS, 'networkit'] as const }] : []),
  ];
};

const seconds = ({ build, run }: Found): number => build + run;

/** Has an engine cut the graph whose links are in the folder. */
const once = (
  { objective, resolution, command, helpers = 0 }: Engine,
  graph: WeightedGraph,
  ring: Uint32Array,
): Found => {
  const [program, ...rest] = command;
  const output = execFileSync(program, [...rest, folder, `${graph.nodes}`, `${resolution}`, `${helpers}`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const bytes = readFileSync(join(folder, 'labels.bin'));
  const labels = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  return {
    ...(JSON.parse(output) as Pick<Found, 'build' | 'run' | 'cpu' | 'mib'>),
    f1: pairF1(labels, ring),
    quality: qualityOf(graph, labels, objective, resolution),
  };
};

const folder = mkdtempSync(join(tmpdir(), 'ringfence-speed-'));
const table: object[] = [];
const figures: Record<string, Figures> = {};
try {
  for (const accounts of sizes) {
    const { a, b, ring } = plantedGraph(accounts, { links: LINKS });
    writeFileSync(join(folder, 'a.bin'), a);
    writeFileSync(join(folder, 'b.bin'), b);
    const graph = weightedGraph(accounts, a, b);
    const found = new Map<string, Found>();
    const engines = enginesFor(accounts);
    // Engines take turns, so that what else the machine does in between meets all of them.
    for (let i = 0; i < runs; i++)
      for (const engine of engines) {
        const one = once(engine, graph, ring);
        const before = found.get(engine.name);
        if (before === undefined || seconds(one) < seconds(before)) found.set(engine.name, one);
      }
    for (const [name, one] of found)
      table.push({
        accounts,
        engine: name,
        'build, s': one.build.toFixed(2),
        'run, s': one.run.toFixed(2),
        'CPU, s': one.cpu.toFixed(2),
        MiB: one.mib,
        'pair F1': one.f1.toFixed(5),
        objective: one.quality.toPrecision(10),
      });
    figures[String(accounts)] = figuresOf(found);
  }
} finally {
  rmSync(folder, { recursive: true });
}
report('communities: speed, memory and quality beside peers', table, { density: DENSITY, runs, ...figures });

function figuresOf(found: ReadonlyMap<string, Found>): Figures {
  const round = (value: number, digits: number) => Number(value.toFixed(digits));
  const against = (ours: string, theirs: string): Figures | null => {
    const [mine, peer] = [found.get(ours)!, found.get(theirs)];
    if (peer === undefined) return null;
    return {
      timesFaster: round(seconds(peer) / seconds(mine), 2),
      timesLessCpu: round(peer.cpu / mine.cpu, 2),
      shareOfMemory: round(mine.mib / peer.mib, 3),
      f1Above: round(mine.f1 - peer.f1, 6),
      objectiveAbove: round((mine.quality - peer.quality) / Math.abs(peer.quality), 8),
    };
  };
  const pairs = {
    graphology: against('Leiden modularity', 'graphology Louvain'),
    igraph: against('Leiden CPM', 'igraph Leiden CPM'),
    networkit: against('Leiden modularity, matched, all cores', 'NetworKit PLM, matched'),
    networkitByOneThread: against('Leiden modularity, matched', 'NetworKit PLM, matched'),
    igraphByAllCores: against('Leiden CPM, all cores', 'igraph Leiden CPM'),
  };
  const ours = found.get('Leiden CPM')!;
  return {
    vsGraphology: (pairs.graphology?.['timesFaster'] as number | undefined) ?? null,
    vsIgraph: (pairs.igraph?.['timesFaster'] as number | undefined) ?? null,
    vsNetworkit: (pairs.networkit?.['timesFaster'] as number | undefined) ?? null,
    f1: round(ours.f1, 6),
    seconds: round(seconds(ours), 3),
    mib: ours.mib,
    pairs,
  };
}
