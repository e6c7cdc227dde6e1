import { execFile } from 'node:child_process';
import { chmod, chown, copyFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { GraphConnection } from '../../src/graph/graph.ts';
import { type ComposeFile, readCompose } from './compose.ts';
import { execForm, type Instruction, ignoredBy, keyValues, parseDockerfile } from './dockerfile.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The image's user, where the tests may become it. */
const IMAGE_USER = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {};

/** What the Dockerfile makes, laid out in a folder: the same files, variables, commands and user, without an engine. */
export interface LaidOutImage {
  /** Of ENTRYPOINT with CMD; the first word is Node. */
  readonly start: readonly string[];
  readonly health: readonly string[];
  readonly cwd: string;
  readonly user: { uid?: number; gid?: number };
  /** Variables of Dockerfile and compose file; Neo4j, port and secrets are those of this machine. */
  environment(neo4j: GraphConnection, port: number): Promise<NodeJS.ProcessEnv>;
  remove(): Promise<void>;
}

/** Follows the Dockerfile's COPY, RUN npm and ENV into a folder of its own; npm fetches from its cache where it can. */
export const layOutImage = async (): Promise<LaidOutImage> => {
  const top = await mkdtemp(join(tmpdir(), 'ringfence-image-'));
  await chmod(top, 0o755);
  const [, ...stages] = parseDockerfile(await readFile(join(ROOT, 'Dockerfile'), 'utf8'));
  const ignored = ignoredBy(await readFile(join(ROOT, '.dockerignore'), 'utf8'));
  const folders = new Map<string, string>();
  for (const [at, stage] of stages.entries()) {
    const name = / AS (\w+)$/.exec(stage[0]!.text)?.[1] ?? 'last';
    folders.set(name, join(top, String(at)));
    await layOutStage(stage, folders.get(name)!, (from) => folders.get(from)!, ignored);
  }
  const last = stages.at(-1)!;
  const filesystem = folders.get('last')!;
  const node = join(filesystem, 'usr', 'local', 'bin', 'node');
  await mkdir(join(node, '..'), { recursive: true });
  await copyFile(process.execPath, node);
  const inside = (words: readonly string[]) =>
    words.map((word) => (word === 'node' ? node : word.startsWith('/') ? join(filesystem, word) : word));
  const textOf = (name: string) => last.findLast((instruction) => instruction.name === name)!.text;
  const env = Object.assign({}, ...last.filter(({ name }) => name === 'ENV').map(({ text }) => keyValues(text)));

  return {
    start: inside([...execForm(textOf('ENTRYPOINT')), ...execForm(textOf('CMD'))]),
    health: inside(execForm(textOf('HEALTHCHECK').replace(/^CMD /, ''))),
    cwd: join(filesystem, textOf('WORKDIR')),
    user: IMAGE_USER,
    async environment(neo4j, port) {
      const compose = await readCompose(new URL('../../docker-compose.yml', import.meta.url));
      const home = await mkdtemp(join(top, 'home-'));
      const secrets = await layOutSecrets(compose, await mkdtemp(join(top, 'secrets-')), neo4j.password);
      if (IMAGE_USER.uid) await chown(home, IMAGE_USER.uid, IMAGE_USER.gid);
      const given = Object.entries(compose.services['ringfence']!.environment!).map(([name, value]) => [
        name,
        value.replace('/run/secrets', secrets),
      ]);
      return {
        ...env,
        ...Object.fromEntries(given),
        ...{ RINGFENCE_HOME: home, NEO4J_URI: neo4j.uri, NEO4J_USER: neo4j.user },
        // A container's port is published on loopback; here it is bound there.
        ...{ RINGFENCE_HTTP_HOST: '127.0.0.1', RINGFENCE_HTTP_PORT: String(port) },
      };
    },
    remove: () => rm(top, { recursive: true, force: true }),
  };
};

const layOutStage = async (
  stage: readonly Instruction[],
  filesystem: string,
  folderOf: (stage: string) => string,
  ignored: (name: string) => boolean,
): Promise<void> => {
  let cwd = filesystem;
  await mkdir(filesystem, { recursive: true });
  for (const { name, text, flags } of stage) {
    const words = text.split(/\s+/);
    if (name === 'WORKDIR') {
      cwd = join(filesystem, text);
      await mkdir(cwd, { recursive: true });
    } else if (name === 'COPY') {
      const to = words.at(-1)!;
      for (const source of words.slice(0, -1)) {
        if (flags['from'] === undefined && ignored(source)) throw new Error(`.dockerignore keeps ${source} out`);
        const from = flags['from'] === undefined ? join(ROOT, source) : join(folderOf(flags['from']), source);
        // `COPY a ./` puts it into the folder, `COPY a ./a` at that name.
        await cp(from, join(cwd, to.endsWith('/') ? join(to, basename(source)) : to), { recursive: true });
      }
    } else if (name === 'RUN' && words[0] === 'npm') {
      await run('npm', [...words.slice(1), '--prefer-offline'], { cwd, maxBuffer: 2 ** 24 });
    }
  }
};

/** The secret files as the documented command makes them, with this server's password, where compose would mount them. */
const layOutSecrets = async (compose: ComposeFile, folder: string, password: string): Promise<string> => {
  await chmod(folder, 0o755);
  await run('/bin/sh', [join(ROOT, 'docker', 'make-secrets.sh')], { cwd: folder });
  for (const [name, { file }] of Object.entries(compose.secrets)) {
    const mounted = join(folder, name);
    await copyFile(join(folder, file), mounted);
    if (name === 'neo4j_password') await writeFile(mounted, `${password}\n`);
    if (IMAGE_USER.uid) await chown(mounted, IMAGE_USER.uid, IMAGE_USER.gid);
  }
  return folder;
};
