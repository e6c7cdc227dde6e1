import { chmod, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { RingfenceError } from '../../src/errors.ts';
import { confText, serverMemory } from '../../src/graph/server/conf.ts';
import { assertFreeSpace } from '../../src/graph/server/disk.ts';
import { jarCache, serverHome, socketPath } from '../../src/graph/server/home.ts';
import { findJava, javaVersion } from '../../src/graph/server/java.ts';
import { tryLock } from '../../src/graph/server/lock.ts';
import { startWatched } from '../../src/graph/server/watched-process.ts';

const temporary = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'ringfence-server-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const failure = async (attempt: Promise<unknown>): Promise<RingfenceError> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RingfenceError);
  return error as RingfenceError;
};

describe('the Java that runs Neo4j', () => {
  test.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['openjdk version "21" 2023-09-19', 21],
    ['java version "1.8.0_392"', 8],
    ['openjdk version "25-ea" 2025-09-16', 25],
    ['no such thing', 0],
  ])('reads the version of %s', (printed, version) => {
    expect(javaVersion(printed)).toBe(version);
  });

  test('an empty PATH is a missing Java', async () => {
    const error = await failure(findJava({ PATH: '' }));
    expect(error).toMatchObject({ type: 'java-missing', exitCode: 69, message: 'No Java was found on this machine.' });
    expect(error.mend).toMatch(/Install Java 17/);
  });

  test('a Java that is too old is named with its version, and JAVA_HOME goes before PATH', async () => {
    const folder = await temporary();
    await writeFile(join(folder, 'java'), '#!/bin/sh\necho \'openjdk version "11.0.2"\' >&2\n');
    await chmod(join(folder, 'java'), 0o755);
    expect(await failure(findJava({ PATH: folder }))).toMatchObject({
      type: 'java-too-old',
      message: `The Java found, ${join(folder, 'java')}, is version 11; Neo4j needs 17 or newer.`,
    });
    const newer = await temporary();
    await writeFile(join(newer, 'java'), '#!/bin/sh\necho \'openjdk version "21.0.1"\' >&2\n');
    await chmod(join(newer, 'java'), 0o755);
    const jdk = await temporary();
    await symlink(newer, join(jdk, 'bin'));
    expect(await findJava({ PATH: folder, JAVA_HOME: jdk })).toBe(join(jdk, 'bin', 'java'));
  });
});

describe('the configuration of the managed server', () => {
  test('listens on loopback only, advertises its own ports and reports nothing', () => {
    const lines = confText({ bolt: 20001, http: 20002 }, serverMemory(8 * 2 ** 30)).split('\n');
    for (const line of lines.filter((text) => /(listen|advertised)_address/.test(text))) {
      expect(line).toMatch(/=127\.0\.0\.1(:2000[12])?$/);
    }
    expect(lines).toContain('server.bolt.advertised_address=127.0.0.1:20001');
    expect(lines).toContain('server.http.advertised_address=127.0.0.1:20002');
    expect(lines).toContain('dbms.usage_report.enabled=false');
  });

  test('takes an eighth of the memory, within bounds', () => {
    expect(serverMemory(8 * 2 ** 30)).toEqual({ heap: 2 ** 30, pageCache: 2 ** 30 });
    expect(serverMemory(2 ** 30)).toEqual({ heap: 2 ** 29, pageCache: 2 ** 28 });
    expect(serverMemory(2 ** 40)).toEqual({ heap: 2 ** 31, pageCache: 2 ** 31 });
  });
});

describe('the files of a home', () => {
  test('the socket lies in the home while its path fits, else in a private folder', async () => {
    expect(await socketPath(serverHome('/h'))).toBe('/h/neo4j/supervisor.sock');
    const long = await socketPath(serverHome(`/h/${'x'.repeat(120)}`));
    expect(Buffer.byteLength(long)).toBeLessThan(100);
    expect((await stat(join(long, '..'))).mode & 0o777).toBe(0o700);
    expect(await socketPath(serverHome(`/h/${'y'.repeat(120)}`))).not.toBe(long);
  });

  test('jars are kept in the user’s cache folder', () => {
    expect(jarCache({ XDG_CACHE_HOME: '/c' }, '5.26.30')).toBe('/c/ringfence/neo4j-5.26.30');
    expect(jarCache({ HOME: '/u' }, '5.26.30')).toBe('/u/.cache/ringfence/neo4j-5.26.30');
  });

  test('a full disk is said with both figures', async () => {
    const error = await failure(assertFreeSpace('/h', 512 * 2 ** 20, async () => 3.5 * 2 ** 20));
    expect(error).toMatchObject({
      type: 'disk-full',
      exitCode: 74,
      message: 'The disk that holds /h has 3 MB free; 512 MB are needed.',
    });
    await assertFreeSpace('/h', 512 * 2 ** 20, async () => 512 * 2 ** 20);
  });

  test('a lock is held by one at a time and can be had again', async () => {
    const file = join(await temporary(), 'lock');
    const release = tryLock(file);
    expect(release).toBeDefined();
    expect(tryLock(file)).toBeUndefined();
    release?.();
    const again = tryLock(file);
    expect(again).toBeDefined();
    again?.();
  });
});

describe('a watched process', () => {
  const start = async (script: string, graceSeconds: number) => {
    const folder = await temporary();
    return startWatched({
      command: '/bin/sh',
      args: ['-c', script, folder],
      env: process.env,
      cwd: folder,
      pidFile: join(folder, 'pid'),
      logFile: join(folder, 'log'),
      graceSeconds,
      mark: folder,
    });
  };
  const pidOf = (watched: { pid(): Promise<number | undefined> }) =>
    expect.poll(() => watched.pid(), { timeout: 5_000 }).toBeGreaterThan(1);

  test('stops at SIGTERM', async () => {
    const watched = await start('while :; do sleep 0.1; done', 10);
    await pidOf(watched);
    await watched.stop();
    expect(await watched.pid()).toBeUndefined();
  });

  test('is killed when it does not stop within its grace', async () => {
    const watched = await start('trap "" TERM; while :; do sleep 0.1; done', 1);
    await pidOf(watched);
    await watched.stop();
    expect(await watched.pid()).toBeUndefined();
  });

  test('says when it ends by itself', async () => {
    const watched = await start('exit 3', 1);
    await watched.exited;
    expect(await watched.pid()).toBeUndefined();
  });
});
