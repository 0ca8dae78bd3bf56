import { defineConfig } from 'vitest/config';

/**
 * Two kinds of tests. The pure ones share the machine; the slow ones start real processes, servers or browsers, so
 * they run after them and one file at a time: on two cores a neighbour would show in what they measure.
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
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: ['**/*.slow.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
