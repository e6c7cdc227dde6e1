import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import type { BenchServer } from '../../bench/support/server.ts';
import { ROLES, type Role } from '../../src/access/roles.ts';
import { createApp } from '../../src/app.ts';
import { configSchema } from '../../src/config.ts';
import type { OpenApiDocument } from '../../src/http/openapi.ts';
import { signalRegistry } from '../../src/signals/index.ts';
import { TESTER } from '../support/audit.ts';
import { plant, planted } from '../support/planted.ts';
import { type TestReceiver, testReceiver } from '../support/receiver.ts';

/** A service on a graph that is the same at the beginning of every round, whatever the rounds before have done. */
export interface World extends AsyncDisposable {
  readonly url: string;
  readonly document: OpenApiDocument;
  /** An API key of each role. */
  readonly keys: Readonly<Record<Role, string>>;
  /** Somebody who listens for webhooks. */
  readonly receiver: TestReceiver;
  /** What the service logged as errors. */
  readonly faults: readonly string[];
  /** Runs a detection over six planted rings and `user_0` … `user_399`, who are in none, until its rings are the ones that readers see. */
  detect(): Promise<void>;
}

export const worldOn = async (server: BenchServer): Promise<World> => {
  await using opened = new AsyncDisposableStack();
  await server.empty();
  const faults: string[] = [];
  const home = opened.adopt(await mkdtemp(join(server.folder, 'home-')), (it) => rm(it, { recursive: true }));
  const receiver = opened.adopt(await testReceiver(), (it) => it.close());
  const app = opened.adopt(
    createApp({
      config: configSchema.parse({
        home,
        http: { port: 0 },
        access: { requestsPerMinute: 0 },
        // A rule, so that it can be applied; nothing is as old as that.
        retention: { accountsUnseenDays: 36_500 },
        // The receiver is on this machine; a message that it refuses is given up at once, so that there is one to replay.
        deliveries: { allowPrivate: ['127.0.0.0/8'], attempts: 1 },
      }),
      graph: server.graph,
      connection: server.connection,
      serviceKeys: { current: 'k1', keys: { k1: randomBytes(32).toString('base64') } },
      log: pino({ level: 'error', base: null }, { write: (line: string) => faults.push(line) }),
      now: Date.now,
      instance: 'fuzz',
    }),
    (it) => it.close(),
  );
  const truth = planted({ ordinary: 400, rings: 6, ringSize: 25, seed: 7 });
  await plant(server.graph, signalRegistry(), truth.events);
  const listening = opened.adopt(await app.open(), (it) => it.close(2_000));
  const keys = {} as Record<Role, string>;
  for (const role of ROLES) keys[role] = (await app.keys.create({ name: `fuzz-${role}`, roles: [role] }, TESTER)).key;
  const rest = opened.move();
  return {
    ...{ url: listening.url, document: app.http.document, keys, receiver, faults },
    detect: async () => {
      await app.detection.start({ by: TESTER, trigger: 'api' });
      const run = await app.detection.finished();
      if (run?.state !== 'published') throw new Error(`the run was not published: ${JSON.stringify(run?.error)}`);
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
};
