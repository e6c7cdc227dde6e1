import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { GraphConnection } from '../../src/graph/graph.ts';
import { openGraph } from '../../src/graph/open.ts';
import { confText, javaFlags } from '../../src/graph/server/conf.ts';
import { jarCache } from '../../src/graph/server/home.ts';
import { NEO4J_RELEASE } from '../../src/graph/server/jars.ts';
import { findJava, onPath } from '../../src/graph/server/java.ts';

const run = promisify(execFile);

/** OpenGDS is GPLv3: it is resolved for this test alone, and no part of the product. */
const GDS_RELEASE = '2.13.9';
const READY_MS = 180_000;
const MEBI = 2 ** 20;

export interface GdsServer {
  readonly connection: GraphConnection;
  stop(): Promise<void>;
}

/** A Neo4j with Graph Data Science in a folder of its own; or why there is none on this machine. */
export const startGdsServer = async (): Promise<GdsServer | string> => {
  let jars: string;
  try {
    jars = await gdsJars();
  } catch (error) {
    return `its jars could not be resolved (${String(error).slice(0, 200)})`;
  }
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-gds-'));
  const ports = { bolt: 20_000 + (process.pid % 20_000), http: 40_000 + (process.pid % 20_000) };
  const memory = { heap: 512 * MEBI, pageCache: 64 * MEBI };
  await mkdir(join(folder, 'conf'), { recursive: true });
  const conf = [
    confText(ports, memory).replace('auth_enabled=true', 'auth_enabled=false'),
    `server.directories.plugins=${join(jars, 'plugins')}`,
    'dbms.security.procedures.unrestricted=gds.*',
    '',
  ];
  await writeFile(join(folder, 'conf', 'neo4j.conf'), conf.join('\n'));
  const classes = `${join(jars, 'plugins', '*')}:${join(jars, 'lib', '*')}`;
  const entry = 'org.neo4j.server.CommunityEntryPoint';
  const at = [`--home-dir=${folder}`, `--config-dir=${join(folder, 'conf')}`];
  const java = await findJava(process.env);
  const server = spawn(java, [...javaFlags(memory), '-cp', classes, entry, ...at], { stdio: 'ignore' });
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const stop = async (): Promise<void> => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  const connection = { uri: `bolt://127.0.0.1:${ports.bolt}`, user: 'neo4j', password: 'none', database: 'neo4j' };
  if (await answers(connection, () => server.exitCode === null)) return { connection, stop };
  await stop();
  return 'it did not start';
};

const answers = async (connection: GraphConnection, lives: () => boolean): Promise<boolean> => {
  const graph = openGraph(connection, { maxRetryMs: 1_000, acquisitionTimeoutMs: 1_000 });
  try {
    for (const until = performance.now() + READY_MS; lives() && performance.now() < until; await sleep(500)) {
      const ready = await graph.read({ name: 'tests/ready', text: 'RETURN 1 AS one' }).then(
        () => true,
        () => false,
      );
      if (ready) return true;
    }
    return false;
  } finally {
    await graph.close();
  }
};

/** Folder with `lib` and `plugins`, kept beside the managed server's; it is there whole or not at all. */
const gdsJars = async (): Promise<string> => {
  const cache = jarCache(process.env, `${NEO4J_RELEASE}-gds-${GDS_RELEASE}`);
  if ((await readdir(cache).catch((): string[] => [])).includes('plugins')) return cache;
  const maven = await onPath('mvn', process.env['PATH']);
  if (maven === undefined) throw new Error('no Maven');
  await mkdir(dirname(cache), { recursive: true });
  const draft = await mkdtemp(`${cache}-`);
  try {
    await writeFile(join(draft, 'pom.xml'), POM);
    const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
    // Two of its jars have the names of Neo4j's.
    const options = [`-DoutputDirectory=${join(draft, 'lib')}`, '-DincludeScope=runtime', '-Dmdep.prependGroupId=true'];
    await run(maven, ['-q', '-B', '-f', join(draft, 'pom.xml'), goal, ...options], { timeout: 400_000 });
    await mkdir(join(draft, 'plugins'));
    for (const jar of await readdir(join(draft, 'lib')))
      if (jar.startsWith('org.neo4j.gds.')) await rename(join(draft, 'lib', jar), join(draft, 'plugins', jar));
    await rename(draft, cache);
    return cache;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
};

const dependency = (group: string, artifact: string, version: string): string =>
  `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion><groupId>ringfence</groupId><artifactId>gds-tests</artifactId><version>1</version>
<packaging>pom</packaging><dependencies>
${dependency('org.neo4j', 'neo4j', NEO4J_RELEASE)}
${dependency('org.neo4j.app', 'neo4j-server', NEO4J_RELEASE)}
${['proc', 'proc-sysinfo', 'opengds-extension', 'open-model-catalog', 'open-write-services']
  .map((artifact) => dependency('org.neo4j.gds', artifact, GDS_RELEASE))
  .join('\n')}
</dependencies></project>
`;
