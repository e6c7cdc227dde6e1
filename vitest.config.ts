import { defineConfig } from 'vitest/config';

// Property tests begin at a seed that is the same every time, so that a failure is there again; RINGFENCE_TEST_SEED=random (or a number)
// looks elsewhere. Integration tests share one real Neo4j, so their files run one after another and each begins by emptying it.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          setupFiles: ['test/support/seed.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'property',
          include: ['test/property/**/*.test.ts'],
          setupFiles: ['test/support/seed.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          setupFiles: ['test/support/seed.ts'],
          globalSetup: ['test/support/neo4j-server.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
