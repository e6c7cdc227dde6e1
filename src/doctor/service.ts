import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { LoadedConfig } from '../config-load.ts';
import { configuredRegistry } from '../configured-registry.ts';
import { RingfenceError } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { schemaState } from '../graph/migrations.ts';
import { openGraph } from '../graph/open.ts';
import { serverHome } from '../graph/server/home.ts';
import { checkServer } from '../graph/version.ts';
import { readServiceKeys, serviceKeysFile } from '../service-keys.ts';
import { serviceKeysInGraph } from '../service-keys-in-graph.ts';
import { keyChecks } from '../signals/fingerprint.ts';
import { apiKeysFinding, type ListedKey } from './api-keys.ts';
import { type Check, type Finding, look, ok, skipped, together, warning } from './check.ts';
import { clockDifference, clockFinding } from './clock.ts';
import { configurationFinding } from './configuration.ts';
import { deliveriesFinding } from './deliveries.ts';
import { diskFinding, folderBytes } from './disk.ts';
import { fingerprintKeysFinding, type KeyFile } from './fingerprint-keys.ts';
import { type ServiceMemory, serverMemoryFinding, serviceMemoryFinding } from './memory.ts';
import { type NetworkFile, networksFinding } from './networks.ts';
import { nodeFinding } from './node.ts';
import { schemaFinding, schemaObjects } from './schema-objects.ts';
import { type Place, placeOf } from './server.ts';
import { parseSize } from './sizes.ts';
import { type DoctorStore, doctorStore } from './store.ts';
import { workFinding } from './work.ts';

export interface DoctorOptions {
  readonly nodeVersion: string;
  readonly env: NodeJS.ProcessEnv;
  readonly memory: ServiceMemory;
  /** Epoch milliseconds. */
  now(): number;
  loadConfig(): Promise<LoadedConfig>;
  /** All API keys of a graph. */
  apiKeys(graph: Graph): Promise<readonly ListedKey[]>;
  /** The files of `networks` as they can be read now; null when none are configured. */
  networkFiles(config: Config): Promise<readonly NetworkFile[] | null>;
  /** Says each check as soon as it is made. */
  onCheck?(check: Check): void;
}

/** What a look into the graph needs. */
interface Ward {
  readonly config: Config;
  readonly graph: Graph;
  readonly store: DoctorStore;
  readonly place: Extract<Place, { state: 'known' }>;
}

/** Looks at everything once, in an order in which what comes later hangs on what came before. Writes nothing anywhere. */
export const examine = async (options: DoctorOptions): Promise<Check[]> => {
  const { onCheck = () => undefined } = options;
  const checks: Check[] = [];
  const add = async (id: string, title: string, work: () => Finding | Promise<Finding>): Promise<Check> => {
    const check = await look(id, title, work);
    checks.push(check);
    onCheck(check);
    return check;
  };

  await add('node', 'Node', () => nodeFinding(options.nodeVersion));
  await add('memory', 'Memory of the service', () => serviceMemoryFinding(options.memory));
  let config: Config | null = null;
  await add('configuration', 'Configuration', async () => {
    const loaded = await options.loadConfig();
    config = loaded.config;
    return configurationFinding(loaded, options.env);
  });
  if (config === null) {
    for (const [id, title] of Object.entries(WITH_CONFIG)) await add(id, title, () => skipped('needs a configuration'));
    return checks;
  }
  const settled: Config = config;

  let place: Place | null = null;
  let ward: Ward | null = null;
  const neo4j = await add('neo4j', WITH_CONFIG.neo4j, async () => {
    place = await placeOf(settled, options.env);
    if (place.state === 'away') return place.finding;
    const graph = openGraph(place.connection, { maxRetryMs: 0, connectTimeoutMs: 4_000, acquisitionTimeoutMs: 6_000 });
    try {
      const { version, edition } = await checkServer(graph);
      ward = { config: settled, graph, store: doctorStore(graph), place };
      return ok(`${version} ${edition} at ${place.shown}`);
    } catch (error) {
      await graph.close();
      throw error;
    }
  });
  const asked: Ward | null = ward;
  const inGraph = (work: (ward: Ward) => Promise<Finding>) => async (): Promise<Finding> =>
    asked === null ? skipped(`needs Neo4j (${neo4j.state === 'skipped' ? 'starting' : 'away'})`) : work(asked);

  try {
    const migrations = await add('migrations', WITH_CONFIG.migrations, inGraph(migrationsFinding));
    const settledSchema = migrations.state !== 'failure';
    await add(
      'schema',
      WITH_CONFIG.schema,
      settledSchema ? inGraph(schemaOf) : () => skipped('needs migrations that are in order'),
    );
    await add(
      'clock',
      WITH_CONFIG.clock,
      inGraph(async ({ store }) =>
        clockFinding(clockDifference(await store.clock(options.now)), settled.ingest.futureToleranceSeconds * 1000),
      ),
    );
    await add(
      'neo4j-memory',
      WITH_CONFIG['neo4j-memory'],
      inGraph((it) => serverMemory(it, options.memory.machine)),
    );
    await add('disk', WITH_CONFIG.disk, () => disks(settled, asked));
    await add('service-keys', WITH_CONFIG['service-keys'], () => serviceKeys(settled, asked));
    await add(
      'api-keys',
      WITH_CONFIG['api-keys'],
      inGraph(async ({ graph }) => apiKeysFinding(await options.apiKeys(graph), options.now())),
    );
    await add(
      'work',
      WITH_CONFIG.work,
      inGraph(async ({ store }) => workFinding(await store.work(options.now()), settled.detection.leaseSeconds * 1000)),
    );
    await add(
      'deliveries',
      WITH_CONFIG.deliveries,
      settledSchema
        ? inGraph(async ({ store }) => deliveriesFinding(await store.deliveries(options.now()), options.now()))
        : () => skipped('needs migrations that are in order'),
    );
    await add('networks', WITH_CONFIG.networks, async () =>
      networksFinding(await options.networkFiles(settled), options.now()),
    );
  } finally {
    await (asked as Ward | null)?.graph.close();
  }
  return checks;
};

const WITH_CONFIG = {
  neo4j: 'Neo4j',
  migrations: 'Migrations',
  schema: 'Constraints and indexes',
  clock: 'Clocks',
  'neo4j-memory': 'Memory of Neo4j',
  disk: 'Disk',
  'service-keys': 'Service keys (fingerprints)',
  'api-keys': 'API keys',
  work: 'Runs, leases, batches',
  deliveries: 'Deliveries',
  networks: 'Networks',
} as const;

const migrationsFinding = async ({ graph }: Ward): Promise<Finding> => {
  const { applied, pending } = await schemaState(graph);
  const version = applied.at(-1)?.version ?? '0';
  if (pending.length === 0) return ok(`the schema is at ${version}, the newest`);
  const names = pending.map((migration) => `${migration.version} ${migration.description}`).join(', ');
  return warning(
    `The schema is at ${version}; to be applied: ${names}.`,
    'The next start applies them; or now: ringfence migrate',
  );
};

const schemaOf = async ({ graph, store }: Ward): Promise<Finding> => {
  const { applied } = await schemaState(graph);
  return schemaFinding(schemaObjects(applied), await store.constraints(), await store.indexes());
};

const serverMemory = async ({ store, place, config }: Ward, machine: number): Promise<Finding> => {
  const settings = await store.settings();
  const heap = (await store.heapLimit()) ?? parseSize(settings.get('server.memory.heap.max_size') ?? null);
  const pageCache = parseSize(settings.get('server.memory.pagecache.size') ?? null);
  const size = place.here ? await storeBytes(settings, config) : null;
  return serverMemoryFinding({ heap, pageCache, store: size, here: place.here }, machine);
};

/** The graph's own files, where they lie on this machine and this user may read them. */
const storeBytes = async (settings: ReadonlyMap<string, string | null>, config: Config): Promise<number | null> => {
  const data = settings.get('server.directories.data');
  return data ? folderBytes(join(data, 'databases', config.neo4j.database)) : null;
};

const disks = async (config: Config, ward: Ward | null): Promise<Finding> => {
  const findings = [await diskFinding('home', config.home, null)];
  const settings = ward?.place.here ? await ward.store.settings() : null;
  const data = settings?.get('server.directories.data') ?? (config.neo4j.uri ? null : serverHome(config.home).data);
  if (data) {
    const store = await folderBytes(join(data, 'databases', config.neo4j.database));
    // In a container the path means another file system.
    if (store !== null) findings.push(await diskFinding('data of Neo4j', data, store));
  }
  return together(findings, () => ok(findings.map(({ found }) => found).join('\n')));
};

const serviceKeys = async (config: Config, ward: Ward | null): Promise<Finding> => {
  const keyed = configuredRegistry(config).all.filter(({ privacy }) => privacy !== 'clear');
  const graph = ward && {
    settled: await serviceKeysInGraph(ward.graph),
    used: await ward.store.usedKeyIds(keyed.map(({ name }) => name)),
  };
  return fingerprintKeysFinding(await keyFile(config), graph);
};

const keyFile = async (config: Config): Promise<KeyFile> => {
  const file = serviceKeysFile(config);
  try {
    const keys = await readServiceKeys(file);
    return keys === null
      ? { state: 'absent', file, named: config.privacy.keyFile !== undefined }
      : { state: 'read', file, current: keys.current, checks: keyChecks(keys) };
  } catch (error) {
    const known = error instanceof RingfenceError;
    const reason = known ? error.message : `${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`;
    return {
      state: 'unusable',
      file,
      reason,
      mend: known ? (error.mend ?? null) : 'Give it to the user of the service.',
    };
  }
};
