import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { GraphConnection } from '../../src/graph/graph.ts';
import { findJava, onPath } from '../../src/graph/server/java.ts';
import { resolved } from '../../src/graph/server/resolve.ts';
import { testGraph } from '../support/graph.ts';
import { type LaidOutImage, layOutImage } from '../support/image.ts';
import { hold, newHome } from '../support/managed-server.ts';
import { freePort, type ServiceProcess, startService } from '../support/service-process.ts';

const canRunHere = await findJava(process.env).then(
  async () => (await onPath('mvn', process.env['PATH'])) !== undefined,
  () => false,
);
if (!canRunHere) console.log('skipped: stopping Neo4j under the service needs the managed one (Java 17+ and Maven)');

let image: LaidOutImage;
beforeAll(async () => {
  image = await layOutImage();
});
afterAll(() => image?.remove());

/** The image's start command on this server, and its health check. */
const container = async (neo4j: GraphConnection): Promise<ServiceProcess & { health(): Promise<[number, string]> }> => {
  const port = await freePort();
  const env = await image.environment(neo4j, port);
  const { cwd, user } = image;
  const service = startService(image.start, { env, cwd, port, user });
  const health = async (): Promise<[number, string]> => {
    const child = spawn(image.health[0]!, image.health.slice(1), { env, cwd, ...user });
    const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
    return [code as number, said];
  };
  return { ...service, health };
};

const healthy = (it: { health(): Promise<[number, string]> }) =>
  expect.poll(async () => (await it.health())[0], { timeout: 60_000, interval: 500 }).toBe(0);

describe('the image, outside Docker', () => {
  it('has production dependencies and none of the tests', async () => {
    await access(join(image.cwd, 'node_modules', 'neo4j-driver', 'package.json'));
    for (const absent of ['node_modules/vitest', 'node_modules/typescript', 'node_modules/node', 'test', '.git']) {
      await expect(access(join(image.cwd, absent)), absent).rejects.toThrow('ENOENT');
    }
  });

  it('starts as its own user, gets healthy, and ends with 0 at SIGTERM', async () => {
    await (await testGraph()).close();
    const service = await container(inject('neo4j'));
    expect((await service.health())[0]).toBe(1);
    await healthy(service);
    expect(await service.health()).toEqual([0, 'ready\n']);
    expect((await fetch(`${service.url}/v1/rings`)).status).toBe(401);
    service.child.kill('SIGTERM');
    expect(await service.ended).toEqual({ code: 0, signal: null });
    expect((await service.health())[0]).toBe(1);
    expect(service.said()).not.toContain(inject('neo4j').password);
  });

  it('gives a start without Neo4j up, so that the restart policy tries again', async () => {
    const nobody = { ...inject('neo4j'), uri: `bolt://127.0.0.1:${await freePort()}` };
    const service = await container(nobody);
    expect(await service.ended).toMatchObject({ code: 69 });
    expect(service.said()).toContain('Neo4j does not answer');
  });

  it.runIf(canRunHere)(
    'is unhealthy while Neo4j is stopped, and stops all the same',
    { timeout: 240_000 },
    async () => {
      const home = await newHome();
      const held = await hold(home);
      const { connection } = await resolved(home, held);
      const service = await container(connection);
      await healthy(service);
      await held.release();
      const [code, said] = await service.health();
      expect(code).toBe(1);
      expect(said).toMatch(/^503: .*"ready":false/);
      service.child.kill('SIGTERM');
      expect(await service.ended).toEqual({ code: 0, signal: null });
    },
  );
});
