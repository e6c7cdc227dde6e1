import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openGraph } from '../../src/graph/open.ts';
import { type Hold, serverStatus, stopServer } from '../../src/graph/server/client.ts';
import { freeBytes } from '../../src/graph/server/disk.ts';
import { serverHome, socketPath } from '../../src/graph/server/home.ts';
import { NEO4J_RELEASE, resolveJars } from '../../src/graph/server/jars.ts';
import { findJava, onPath } from '../../src/graph/server/java.ts';
import { resolved } from '../../src/graph/server/resolve.ts';
import {
  failure,
  familyOf,
  hold,
  holdInChild,
  newHome,
  processesOf,
  runs,
  soonGone,
} from '../support/managed-server.ts';

const canRunHere = await findJava(process.env).then(
  async () => (await onPath('mvn', process.env['PATH'])) !== undefined,
  () => false,
);
if (!canRunHere) console.log('skipped: the managed Neo4j needs Java 17 or newer and Maven, which are not both here');

const note = async (home: string, held: Hold, text: string): Promise<string[]> => {
  const graph = openGraph((await resolved(home, held)).connection);
  try {
    await graph.write({ name: 'test/note', text: 'CREATE (:Note {text: $text})' }, { text });
    const notes = await graph.read<{ text: string }>({
      name: 'test/notes',
      text: 'MATCH (n:Note) RETURN n.text AS text',
    });
    return notes.map((row) => row.text).sort();
  } finally {
    await graph.close();
  }
};

// A start takes 6 s on an idle machine, and five times that on one that is busy with other tests.
describe.skipIf(!canRunHere)('the managed server', { timeout: 300_000 }, () => {
  test('is shared by starts at the same time, stops with the last of them, and keeps its data and ports', async () => {
    const home = await newHome();
    const steps: string[] = [];
    const [first, second, third] = await Promise.all([
      hold(home, { onStep: (text) => steps.push(text) }),
      hold(home),
      holdInChild(home),
    ]);
    const { pid, ports } = first.status;
    expect(second.status).toMatchObject({ pid, ports });
    expect(third.status).toMatchObject({ pid, ports });
    expect(steps.at(-1)).toBe('ready');
    expect((await stat(serverHome(home).password)).mode & 0o777).toBe(0o600);
    expect((await stat(serverHome(home).folder)).mode & 0o777).toBe(0o700);
    expect(await note(home, second, 'before')).toEqual(['before']);
    const command = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    const password = (await readFile(serverHome(home).password, 'utf8')).trim();
    expect(password.length).toBeGreaterThan(20);
    expect(command).toContain(home);
    expect(command).not.toContain(password);
    const discovery = await fetch(`http://127.0.0.1:${ports.http}/`, { headers: { Accept: 'application/json' } });
    expect(await discovery.json()).toMatchObject({ bolt_direct: `bolt://127.0.0.1:${ports.bolt}` });
    expect((await fetch(`http://127.0.0.1:${ports.http}/browser/`)).status).toBe(200);

    await first.release();
    await second.release();
    expect(runs(pid)).toBe(true);
    third.child.stdin?.end();
    await once(third.child, 'exit');
    expect(runs(pid)).toBe(false);

    const later = await hold(home);
    expect(later.status.ports).toEqual(ports);
    expect(await note(home, later, 'after')).toEqual(['after', 'before']);
    await later.release();
    expect(await serverStatus(serverHome(home))).toBeUndefined();
  });

  test('leaves nothing running when its last client is killed', async () => {
    const home = await newHome();
    const { child, status } = await holdInChild(home);
    expect(runs(status.pid)).toBe(true);
    child.kill('SIGKILL');
    await soonGone(status.pid);
    await soonGone(status.supervisor);
  });

  test('does not outlive a killed supervisor, and starts again', async () => {
    const home = await newHome();
    let lost = false;
    const held = await hold(home, {
      onLost: () => {
        lost = true;
      },
    });
    process.kill(held.status.supervisor, 'SIGKILL');
    await soonGone(held.status.pid);
    expect(lost).toBe(true);
    const again = await hold(home);
    expect(again.status.pid).not.toBe(held.status.pid);
    await again.release();
  });

  test('tells its clients when Neo4j is killed, and starts again with the same data and ports', async () => {
    const home = await newHome();
    let tell = () => {};
    const lost = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const held = await hold(home, { onLost: () => tell() });
    await note(home, held, 'committed');
    process.kill(held.status.pid!, 'SIGKILL');
    await lost;
    await soonGone(held.status.supervisor);
    const again = await hold(home);
    expect(again.status.ports).toEqual(held.status.ports);
    expect(await note(home, again, 'later')).toEqual(['committed', 'later']);
    await again.release();
  });

  test('stops a Neo4j that lost both its supervisor and its watchdog, before it starts another', async () => {
    const home = await newHome();
    const { status } = await hold(home);
    const watchdogs = familyOf(status.supervisor).filter((pid) => pid !== status.pid);
    expect(watchdogs.length).toBe(2);
    // Stopped first: the death of one must not be seen by another.
    for (const pid of [status.supervisor, ...watchdogs]) process.kill(pid, 'SIGSTOP');
    for (const pid of [...watchdogs, status.supervisor]) process.kill(pid, 'SIGKILL');
    await soonGone(status.supervisor);
    expect(runs(status.pid)).toBe(true);
    const again = await hold(home);
    expect(runs(status.pid)).toBe(false);
    await again.release();
  });

  test('stays after its client when it is pinned, until it is stopped; its socket may lie elsewhere', async () => {
    const home = await newHome('a-long-name'.repeat(10));
    expect(await socketPath(serverHome(home))).not.toContain(home);
    const pinned = await hold(home, { want: 'pin' });
    await pinned.release();
    expect(await serverStatus(serverHome(home))).toMatchObject({ state: 'ready', pinned: true, holders: 0 });
    const { child } = await holdInChild(home);
    expect(await stopServer(serverHome(home), false)).toBe(1);
    expect(runs(pinned.status.pid)).toBe(true);
    child.kill('SIGKILL');
    await soonGone(pinned.status.pid);
    expect(await stopServer(serverHome(home), false)).toBe('not-running');
  });

  test('refuses a password file that was changed, and says which', async () => {
    const home = await newHome();
    const held = await hold(home);
    await held.release();
    const { password } = serverHome(home);
    await writeFile(password, 'something-else\n');
    const wrong = await failure(hold(home));
    expect(wrong).toMatchObject({ type: 'graph-login-refused', exitCode: 77 });
    expect(wrong.message).toContain(password);
    expect(await serverStatus(serverHome(home))).toBeUndefined();
    await rm(password);
    expect(await failure(hold(home))).toMatchObject({ type: 'password-missing', exitCode: 77 });
  });

  test('names the port that another program took, and starts nothing', async () => {
    const home = await newHome();
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    await mkdir(serverHome(home).folder, { recursive: true });
    await writeFile(serverHome(home).ports, JSON.stringify({ bolt: port, http: port === 65_535 ? 65_534 : port + 1 }));
    const error = await failure(hold(home));
    expect(error).toMatchObject({ type: 'port-in-use', exitCode: 69 });
    expect(error.message).toContain(`Port ${port},`);
    expect(error.mend).toContain(serverHome(home).ports);
  });

  test('does not start on a full disk', async () => {
    const home = await newHome();
    expect(await failure(hold(home, { freeBytes: async () => 1024 }))).toMatchObject({
      type: 'disk-full',
      exitCode: 74,
    });
    expect(await readdir(serverHome(home).folder)).toEqual(['logs']);
  });

  test('a start that is given up leaves nothing running', async () => {
    const home = await newHome();
    const giveUp = new AbortController();
    const onStep = (text: string) => text === 'starting Neo4j' && setTimeout(() => giveUp.abort(), 1_000);
    await expect(hold(home, { signal: giveUp.signal, onStep })).rejects.toThrow(/abort/i);
    await expect.poll(() => processesOf(home), { timeout: 60_000, interval: 200 }).toEqual([]);
  });

  test('its jars can be resolved twice at once into a cache that is new', async () => {
    const cache = await newHome('cache');
    const options = { env: { ...process.env, XDG_CACHE_HOME: cache }, freeBytes, onStep: () => undefined };
    const libs = await Promise.all([resolveJars(options), resolveJars(options)]);
    expect(libs[0]).toBe(libs[1]);
    expect(await readdir(libs[0])).toContain(`neo4j-server-${NEO4J_RELEASE}.jar`);
    expect(await readdir(join(libs[0], '..'))).toEqual(['lib']);
    // Without Maven, what is in the cache is enough.
    expect(await resolveJars({ ...options, env: { PATH: '', XDG_CACHE_HOME: cache } })).toBe(libs[0]);
  });

  test('a missing Maven is said when the jars are not there yet', async () => {
    const home = await newHome();
    const bin = join(home, 'bin');
    await mkdir(bin, { recursive: true });
    await symlink(await findJava(process.env), join(bin, 'java'));
    const env = { PATH: bin, XDG_CACHE_HOME: join(home, 'cache') };
    expect(await failure(hold(home, { env }))).toMatchObject({ type: 'maven-missing', exitCode: 69 });
  });
});
