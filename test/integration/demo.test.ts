import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serverStatus } from '../../src/graph/server/client.ts';
import { serverHome } from '../../src/graph/server/home.ts';
import { findJava, onPath } from '../../src/graph/server/java.ts';
import { dockerAnswers } from '../../src/graph/server/plan-docker.ts';
import { newHome, runs } from '../support/managed-server.ts';

const CLI = fileURLToPath(new URL('../../src/cli/ringfence.mjs', import.meta.url));

const java = await findJava(process.env).then(
  async () => (await onPath('mvn', process.env['PATH'])) !== undefined,
  () => false,
);
const canRunHere = java && !(await dockerAnswers(process.env));
if (!canRunHere)
  console.log('skipped: the demo is tested with the managed Neo4j (Java 17+ with Maven, and no Docker engine)');

interface Demo {
  readonly child: ChildProcess;
  /** Lines of standard output so far. */
  readonly lines: string[];
  /** Resolves with the line that matches. */
  says(pattern: RegExp): Promise<string>;
  readonly ended: Promise<number | null>;
}

const demo = (home: string, ...args: string[]): Demo => {
  const env = { ...process.env, RINGFENCE_HOME: home, RINGFENCE_HTTP_PORT: '0', NEO4J_URI: '' };
  const child = spawn(process.execPath, [CLI, 'demo', ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const said = (pattern: RegExp) => lines.find((line) => pattern.test(line));
  return {
    child,
    lines,
    ended,
    says: async (pattern) => {
      await expect.poll(() => said(pattern), { timeout: 240_000, interval: 100 }).toBeDefined();
      return said(pattern)!;
    },
  };
};

const neo4jOf = async (home: string): Promise<number> => (await serverStatus(serverHome(home)))!.pid!;

describe.runIf(canRunHere)('the demo', { timeout: 600_000 }, () => {
  it('finds the seed’s campaigns, serves, leaves nothing behind when it is killed, and starts again from what is there', async () => {
    const home = await newHome();
    const first = demo(home);
    expect(await first.says(/lazy: /)).toContain('120 of 120');
    expect(await first.says(/innocent/)).toContain('none of 4,949');
    const api = (await first.says(/^REST API/)).split(/\s+/)[2]!;
    const key = (await first.says(/^API key/)).split(/\s+/)[2]!;
    await first.says(/^Ctrl-C/);
    const answer = await fetch(api, { headers: { authorization: `Bearer ${key}` } });
    const { rings } = (await answer.json()) as { rings: { id: string }[] };
    expect(rings.length).toBeGreaterThan(0);

    const neo4j = await neo4jOf(home);
    first.child.kill('SIGKILL');
    await expect.poll(() => runs(neo4j), { timeout: 60_000 }).toBe(false);

    const second = demo(home);
    await second.says(/^Ctrl-C/);
    for (const { id } of rings) expect(second.lines.join('\n')).toContain(id);
    const again = await neo4jOf(home);
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
    expect(runs(again)).toBe(false);

    const once = demo(home, '--once');
    expect(await once.ended).toBe(0);
    expect(once.lines.join('\n')).not.toContain('REST API');
  });
});
