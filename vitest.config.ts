import { defineConfig } from 'vitest/config';

/** Slow tests that look at no time: what is left behind, what a page shows. */
const TIMELESS = [
  'harness/hostile-tasks.slow.test.ts',
  'harness/models/pools.slow.test.ts',
  'harness/on-orphaned.slow.test.ts',
  'harness/round/fork-host-ending.slow.test.ts',
  'harness/servers/servers.slow.test.ts',
  'harness/round/memory.slow.test.ts',
  'scenarios/patterns/memory-growth.slow.test.ts',
  'reports/html/!(speed).slow.test.ts',
  'reports/png/*.slow.test.ts',
  'scenarios/index.slow.test.ts',
  'scripts/cli.slow.test.ts',
  'scripts/commands/repository.slow.test.ts',
  'scripts/every-scenario.slow.test.ts',
  'scripts/hostile-documents.slow.test.ts',
];

/** Slow tests with deadlines of a few tenths of a second, which one neighbour does not use up: two at a time. */
const IN_PAIRS = [
  'harness/executor/compile.slow.test.ts',
  'harness/executor/inspect-scenario.slow.test.ts',
  'harness/models/models.slow.test.ts',
  'harness/round/fork-host.slow.test.ts',
  'harness/killed-from-outside.slow.test.ts',
  'harness/round/knobs.slow.test.ts',
  'harness/round/outcomes.slow.test.ts',
  'harness/services/start-services.slow.test.ts',
];

/**
 * Four kinds of tests. The pure ones share the machine, and so do slow ones that look at no time, or at little. The others start
 * real processes or servers and measure, so they run by themselves and one file at a time: on two cores a neighbour would show.
 */
export default defineConfig({
  test: {
    exclude: ['node_modules', 'dist', 'bench-results'],
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: ['**/*.test.ts'],
          exclude: ['**/*.slow.test.ts', 'node_modules', 'dist', 'bench-results'],
          testTimeout: 20_000,
          maxWorkers: '100%', // Vitest's own default leaves one of two cores idle
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'timeless',
          include: TIMELESS,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 10_000 } },
          maxWorkers: 4, // they wait more than they compute
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'in pairs',
          include: IN_PAIRS,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['**/*.slow.test.ts'],
          exclude: [...TIMELESS, ...IN_PAIRS, 'node_modules', 'dist', 'bench-results'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
