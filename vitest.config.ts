import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These two run in an editor: npm test -- --tier vscode,ui
    exclude: ['test/vscode/**', 'test/ui/**'],
  },
});
