import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, onTestFinished, test } from 'vitest';
import { configSchema } from '../../src/config.ts';
import { readServiceKeys } from '../../src/service-keys.ts';
import { unknownVariables } from '../../src/unknown-variables.ts';
import { readCompose } from '../support/compose.ts';
import { execForm, ignoredBy, keyValues, parseDockerfile } from '../support/dockerfile.ts';

const run = promisify(execFile);
const ROOT = new URL('../../', import.meta.url);
const COMPOSE = new URL('docker-compose.yml', ROOT);
const text = (name: string) => readFile(new URL(name, ROOT), 'utf8');

const compose = await readCompose(COMPOSE);
const { neo4j, ringfence } = compose.services as Record<'neo4j' | 'ringfence', (typeof compose.services)[string]>;

describe('docker-compose.yml', () => {
  test('keeps to the Compose Specification, whose schema notices a wrong key', async () => {
    const schema = JSON.parse(await text('test/support/compose-spec/compose-spec.json'));
    // The schema names its dialect by an address that ajv does not know it by.
    const { $schema: _, ...rest } = schema;
    const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(rest);
    const faults = (value: unknown) => (validate(value) ? [] : validate.errors!.map((it) => it.instancePath));
    expect(faults(compose)).toEqual([]);
    const { services } = compose;
    expect(faults({ services: { ...services, ringfence: { ...ringfence, read_onyl: true } } })).toContain(
      '/services/ringfence',
    );
    const sometime = { neo4j: { condition: 'some_time' } };
    expect(faults({ services: { ringfence: { ...ringfence, depends_on: sometime } } })).toContain(
      '/services/ringfence/depends_on/neo4j/condition',
    );
  });

  test('is understood by the compose command, where there is one', async ({ skip }) => {
    const commands = [['docker', 'compose'], ['docker-compose']] as const;
    const works = async ([command, ...args]: readonly string[]) =>
      run(command!, [...args, 'version']).then(
        () => true,
        () => false,
      );
    let found: readonly string[] | undefined;
    for (const command of commands) if (found === undefined && (await works(command))) found = command;
    if (found === undefined) {
      console.log('skipped: neither `docker compose` nor `docker-compose` is on this machine');
      return skip();
    }
    const [command, ...args] = found;
    const { stdout } = await run(command!, [...args, '--file', fileURLToPath(COMPOSE), 'config']);
    expect(stdout).toContain('condition: service_healthy');
    expect(stdout).toContain('.ringfence/service-keys.json');
  });

  test('publishes ports on loopback only', () => {
    const ports = [...neo4j.ports!, ...ringfence.ports!];
    expect(ports).toEqual(['127.0.0.1:7687:7687', '127.0.0.1:7474:7474', '127.0.0.1:8787:8787']);
  });

  test('starts the service once Neo4j is healthy, and gives both an end in good time', () => {
    expect(ringfence.depends_on).toEqual({ neo4j: { condition: 'service_healthy' } });
    const seconds = (value: unknown) => Number(/^(\d+)s$/.exec(String(value))?.[1]);
    expect(seconds(ringfence['stop_grace_period']) * 1000).toBeGreaterThan(
      // Then chunks and runs that are at work are brought to an end.
      configSchema.parse({}).http.graceSeconds * 1000 + 10_000,
    );
    expect(seconds(neo4j['stop_grace_period'])).toBeGreaterThanOrEqual(60);
  });

  test('gives the service no more than it needs', () => {
    expect(ringfence).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      restart: 'unless-stopped',
      user: '1000:1000',
    });
    for (const service of [neo4j, ringfence]) {
      expect(service['security_opt']).toEqual(['no-new-privileges:true']);
      expect(service['mem_limit']).toMatch(/^\d+g$/);
      expect(service['privileged']).toBeUndefined();
    }
  });

  test('hands over secrets as files that exist in it, and none by its environment', () => {
    for (const { secrets = [], environment = {} } of [neo4j, ringfence]) {
      for (const name of secrets) expect(Object.keys(compose.secrets)).toContain(name);
      for (const [name, value] of Object.entries(environment)) {
        if (value.startsWith('/run/secrets/')) expect(secrets).toContain(value.slice('/run/secrets/'.length));
        else expect(name).not.toMatch(/PASSWORD|AUTH|KEY|SECRET|TOKEN/i);
      }
    }
    expect(unknownVariables({ ...ringfence.environment })).toEqual([]);
  });

  test('lets the memory of Neo4j fit its limit', () => {
    const { environment = {}, mem_limit: limit } = neo4j;
    const gigabytes = (value: unknown) => Number(/^(\d+)g$/.exec(String(value))?.[1]);
    const heap = gigabytes(environment['NEO4J_server_memory_heap_max__size']);
    const cache = gigabytes(environment['NEO4J_server_memory_pagecache_size']);
    expect(gigabytes(limit)).toBeGreaterThan(heap + cache);
  });
});

describe('the image', async () => {
  const [args = [], ...stages] = parseDockerfile(await text('Dockerfile'));
  const last = stages.at(-1)!;
  const one = (name: string) => last.filter((instruction) => instruction.name === name);

  test('is made of a Node of one exact version, the one that the tests run on', async () => {
    const { NODE_IMAGE: image } = keyValues(args[0]!.text);
    const { devDependencies } = JSON.parse(await text('package.json')) as { devDependencies: Record<string, string> };
    expect(image).toBe(`node:${devDependencies['node']}-bookworm-slim`);
    expect(stages.map(([from]) => from!.text)).toEqual(['${NODE_IMAGE} AS dependencies', '${NODE_IMAGE}']);
  });

  test('has production dependencies only, and nothing runs at their install', () => {
    const [install] = stages[0]!.filter(({ name }) => name === 'RUN');
    expect(install!.text).toMatch(/^npm ci --omit=dev --ignore-scripts/);
    expect(one('RUN').every(({ text: command }) => !/npm|apt/.test(command))).toBe(true);
  });

  test('runs as a user without rights, named by number so that any orchestrator can see it', () => {
    expect(one('USER').map(({ text: user }) => user)).toEqual(['1000:1000']);
  });

  test('is begun and looked at without a shell, and by Node alone', () => {
    const command = [...execForm(one('ENTRYPOINT')[0]!.text), ...execForm(one('CMD')[0]!.text)];
    expect(command).toEqual(['node', '/app/src/cli/ringfence.mjs', 'serve']);
    const [check] = one('HEALTHCHECK');
    expect(execForm(check!.text.replace(/^CMD /, ''))).toEqual(['node', '/app/src/health.ts']);
    expect(Number.parseInt(check!.flags['timeout']!, 10)).toBeGreaterThan(4);
  });

  test('holds no secret, and only variables that mean something', () => {
    const env = Object.assign({}, ...one('ENV').map(({ text: pairs }) => keyValues(pairs))) as Record<string, string>;
    expect(Object.keys(env).some((name) => /PASSWORD|KEY|SECRET|TOKEN/.test(name))).toBe(false);
    expect(unknownVariables(env)).toEqual([]);
    expect(env['NODE_ENV']).toBe('production');
  });

  test('is made of what .dockerignore lets through: no git, no tests, no home', async () => {
    const ignored = ignoredBy(await text('.dockerignore'));
    const through = (await readdir(ROOT)).filter((name) => !ignored(name));
    expect(through.sort()).toEqual(['LICENSE', 'cypher', 'package-lock.json', 'package.json', 'src']);
    const copied = stages.flat().filter(({ name, flags }) => name === 'COPY' && flags['from'] === undefined);
    const sources = copied.flatMap(({ text: paths }) => paths.split(' ').slice(0, -1));
    for (const source of sources) expect(through).toContain(source);
    for (const name of ['.git', '.env', '.ringfence', 'node_modules', 'test']) expect(ignored(name)).toBe(true);
  });
});

describe('docker/make-secrets.sh', () => {
  const SCRIPT = fileURLToPath(new URL('docker/make-secrets.sh', ROOT));
  const folder = async () => {
    const path = await mkdtemp(join(tmpdir(), 'ringfence-secrets-'));
    onTestFinished(() => rm(path, { recursive: true, force: true }));
    return path;
  };
  const make = (cwd: string) => run('/bin/sh', [SCRIPT], { cwd });
  const read = (cwd: string, name: string) => readFile(join(cwd, '.ringfence', name), 'utf8');

  test('makes the files that docker-compose.yml names, for their owner only, and keeps them the second time', async () => {
    const cwd = await folder();
    await make(cwd);
    const names = Object.values(compose.secrets).map(({ file }) => file.replace('./.ringfence/', ''));
    expect((await readdir(join(cwd, '.ringfence'))).sort()).toEqual(names.sort());
    for (const name of names) expect((await stat(join(cwd, '.ringfence', name))).mode & 0o777).toBe(0o600);
    const before = await Promise.all(names.map((name) => read(cwd, name)));
    await make(cwd);
    expect(await Promise.all(names.map((name) => read(cwd, name)))).toEqual(before);
  });

  test('gives both sides one password, and the service keys that it can read', async () => {
    const cwd = await folder();
    await make(cwd);
    const password = (await read(cwd, 'neo4j-password')).trim();
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    expect(await read(cwd, 'neo4j-auth')).toBe(`neo4j/${password}\n`);
    const keys = await readServiceKeys(join(cwd, '.ringfence', 'service-keys.json'));
    expect(Buffer.from(keys!.keys[keys!.current]!, 'base64')).toHaveLength(32);
  });

  test('takes over a password that Neo4j may have already', async () => {
    const cwd = await folder();
    await mkdir(join(cwd, '.ringfence'));
    await writeFile(join(cwd, '.ringfence', 'neo4j-auth'), 'neo4j/from-before\n', { mode: 0o600 });
    await make(cwd);
    expect(await read(cwd, 'neo4j-password')).toBe('from-before\n');
  });

  test('run by somebody who is not 1000, tells compose as whom the service runs', async ({ skip }) => {
    if (process.getuid?.() !== 0) {
      console.log('skipped: only root can run it as somebody else');
      return skip();
    }
    const cwd = await folder();
    await chmod(cwd, 0o777);
    await copyFile(SCRIPT, join(cwd, 'make-secrets.sh'));
    await run('/bin/sh', ['make-secrets.sh'], { cwd, uid: 4711, gid: 4712 });
    const env = await readFile(join(cwd, '.env'), 'utf8');
    expect(env).toBe('RINGFENCE_UID=4711\nRINGFENCE_GID=4712\n');
    const values = Object.fromEntries(
      env
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    );
    expect((await readCompose(COMPOSE, values)).services['ringfence']!['user']).toBe('4711:4712');
    await make(cwd);
    expect(await readFile(join(cwd, '.env'), 'utf8')).toBe(env);
    expect((await stat(join(cwd, '.ringfence', 'service-keys.json'))).uid).toBe(4711);

    const ofRoot = await folder();
    await make(ofRoot);
    expect((await stat(join(ofRoot, '.ringfence', 'service-keys.json'))).uid).toBe(1000);
  });
});
