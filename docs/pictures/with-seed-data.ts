import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { configSchema } from '../../src/config.ts';
import type { GraphConnection } from '../../src/graph/graph.ts';
import { resolveServer } from '../../src/graph/server/resolve.ts';

/** Values are hashed under this key, so that those equal in rank stand in the same order at every drawing. */
const KEY = Buffer.alloc(32, 'only for the pictures of the docs').toString('base64');

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

interface Seeded {
  readonly connection: GraphConnection;
  /** An empty folder, removed at the end. */
  readonly folder: string;
  /** `ringfence …` on that graph; what it wrote on standard output. */
  ringfence(...args: string[]): Promise<string>;
}

/** Starts a Neo4j of its own with the seed data and its rings, for what `work` draws of it. Takes two minutes. */
export const withSeedData = async (work: (seeded: Seeded) => Promise<void>): Promise<void> => {
  const run = promisify(execFile);
  const home = await mkdtemp(join(tmpdir(), 'ringfence-picture-'));
  const env = { ...process.env, RINGFENCE_HOME: home };
  await writeFile(join(home, 'service-keys.json'), JSON.stringify({ current: 'k1', keys: { k1: KEY } }), {
    mode: 0o600,
  });
  const server = await resolveServer(configSchema.parse({ home }), { env, onStep: (text) => console.log(text) });
  const ringfence = async (...args: string[]) =>
    (await run(process.execPath, [path('src/cli/ringfence.mjs'), ...args], { env, maxBuffer: 1 << 28 })).stdout;
  try {
    await ringfence('import', path('seed-data/events.ndjson.gz'));
    await ringfence('detect');
    await work({ connection: server.connection, folder: home, ringfence });
  } finally {
    await server.release();
    await rm(home, { recursive: true, force: true });
  }
};
