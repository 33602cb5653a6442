import { defineConfig } from 'vitest/config';

// The inner loop: everything that runs in this process.
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      // npm test -- --tier protocol
      'test/pipeline/**',
      'test/server/*.test.ts',
      // npm test -- --tier vscode,ui
      'test/vscode/**',
      'test/ui/**',
    ],
    setupFiles: ['test/support/propertyRuns.ts'],
    // vitest leaves one core free by default, which is half of a small machine.
    maxWorkers: '100%',
    isolate: false,
    // A busy machine is no reason to fail.
    testTimeout: 30_000,
  },
});
