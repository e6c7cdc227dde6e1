import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Neo4jContainer } from '@testcontainers/neo4j';
import type { TestProject } from 'vitest/node';
import type { GraphConnection } from '../../src/graph/graph.ts';
import { holdManagedServer } from '../../src/graph/server/managed.ts';
import { dockerAnswers } from '../../src/graph/server/plan-docker.ts';
import { resolved } from '../../src/graph/server/resolve.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The real Neo4j that all integration tests of a run share. */
    neo4j: GraphConnection;
  }
}

/** Starts one real Neo4j for the run: a container where Docker answers, else the managed server in a folder of its own. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const server = (await dockerAnswers(process.env)) ? await inDocker() : await onThisMachine();
  console.log(`integration tests run on ${server.said}`);
  project.provide('neo4j', server.connection);
  return server.stop;
};

interface TestServer {
  readonly said: string;
  readonly connection: GraphConnection;
  stop(): Promise<void>;
}

const inDocker = async (): Promise<TestServer> => {
  const container = await new Neo4jContainer('neo4j:5.26-community').withPassword('tests-only-password').start();
  return {
    said: 'neo4j:5.26-community in Docker (testcontainers)',
    connection: {
      uri: container.getBoltUri(),
      user: container.getUsername(),
      password: container.getPassword(),
      database: 'neo4j',
    },
    stop: async () => {
      await container.stop();
    },
  };
};

const onThisMachine = async (): Promise<TestServer> => {
  const home = await mkdtemp(join(tmpdir(), 'ringfence-test-'));
  const hold = await holdManagedServer({ home, env: process.env, onStep: (text) => console.log(text) });
  const { connection, release } = await resolved(home, hold);
  return {
    said: 'the managed Neo4j (no Docker engine answers)',
    connection,
    stop: async () => {
      await release();
      await rm(home, { recursive: true, force: true });
    },
  };
};
