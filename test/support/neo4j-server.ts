import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GenericContainer, Wait } from 'testcontainers';
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

const BOLT = 7687;
/** Guards a throw-away container on a loopback port. */
const PASSWORD = 'tests-only-password';

const inDocker = async (): Promise<TestServer> => {
  const container = await new GenericContainer('neo4j:5.26-community')
    .withEnvironment({ NEO4J_AUTH: `neo4j/${PASSWORD}` })
    .withExposedPorts(BOLT)
    .withWaitStrategy(Wait.forLogMessage('Started.'))
    .withStartupTimeout(120_000)
    .start();
  return {
    said: 'neo4j:5.26-community in Docker (testcontainers)',
    connection: {
      uri: `bolt://${container.getHost()}:${container.getMappedPort(BOLT)}`,
      user: 'neo4j',
      password: PASSWORD,
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
