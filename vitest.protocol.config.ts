import { defineConfig } from 'vitest/config';

// The language server over stdio and the `3dpai` command, each in a process of its own.
export default defineConfig({
  test: {
    include: ['test/pipeline/**/*.test.ts', 'test/server/*.test.ts'],
    setupFiles: ['test/support/propertyRuns.ts'],
    maxWorkers: '100%',
    isolate: false,
    // A busy machine is no reason to fail.
    testTimeout: 30_000,
  },
});
