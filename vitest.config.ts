import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Ends what hangs. How long a test may take differs by five between machines, and is no test's business.
    testTimeout: 400_000,
    hookTimeout: 400_000,
    pool: 'forks',
    // A third one on two processors makes the whole slower.
    maxWorkers: 2,
  },
});
