import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerHome } from './home.ts';
import type { Ports } from './ports.ts';

/** Memory of the managed server, bytes. */
export interface ServerMemory {
  readonly heap: number;
  readonly pageCache: number;
}

/** An eighth of the machine each, within bounds that suit a laptop: heap 512 MiB–2 GiB, page cache 256 MiB–2 GiB. */
export const serverMemory = (totalBytes: number): ServerMemory => ({
  heap: clamp(totalBytes / 8, 512 * MEBI, 2048 * MEBI),
  pageCache: clamp(totalBytes / 8, 256 * MEBI, 2048 * MEBI),
});

/**
 * neo4j.conf: loopback only, nothing reported home. The advertised addresses must be set, else the server tells Browser
 * and drivers the default ports. Transaction logs are not preallocated (256 MiB a database otherwise).
 */
export const confText = (ports: Ports, memory: ServerMemory): string =>
  [
    '# Written at every start; changes here are lost.',
    'server.default_listen_address=127.0.0.1',
    `server.bolt.listen_address=127.0.0.1:${ports.bolt}`,
    `server.bolt.advertised_address=127.0.0.1:${ports.bolt}`,
    'server.http.enabled=true',
    `server.http.listen_address=127.0.0.1:${ports.http}`,
    `server.http.advertised_address=127.0.0.1:${ports.http}`,
    'server.https.enabled=false',
    'dbms.security.auth_enabled=true',
    'dbms.usage_report.enabled=false',
    'client.allow_telemetry=false',
    `server.memory.pagecache.size=${mebi(memory.pageCache)}m`,
    // Else a stop waits 2 × 5 s for calls that cannot come any more; the databases are closed before it.
    'internal.dbms.bolt.netty_server_shutdown_quiet_period=0',
    'db.tx_log.preallocate=false',
    'db.tx_log.rotation.size=64m',
    'db.tx_log.rotation.retention_policy=512M size',
    '',
  ].join('\n');

/** Writes neo4j.conf of a home. */
export const writeConf = async (home: ServerHome, ports: Ports, memory: ServerMemory): Promise<void> => {
  await mkdir(home.conf, { recursive: true });
  await writeFile(join(home.conf, 'neo4j.conf'), confText(ports, memory));
};

/** Flags that Neo4j 5.26 needs on Java 17 and newer when it is started without its own script. */
export const javaFlags = (memory: ServerMemory): string[] => [
  `-Xmx${mebi(memory.heap)}m`,
  '-XX:+ExitOnOutOfMemoryError',
  '-Djava.awt.headless=true',
  ...['nio', 'io', 'lang', 'util.concurrent'].map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`),
  '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED',
  '--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED',
];

const MEBI = 2 ** 20;
const mebi = (bytes: number): number => Math.floor(bytes / MEBI);
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
