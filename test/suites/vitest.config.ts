import { defineConfig } from 'vitest/config';

/** Public suites, which are not part of this project and of no run of `npm test`: README.md. */
export default defineConfig({
  test: { name: 'suites', environment: 'node', include: ['test/suites/**/*.test.ts'], testTimeout: 120_000 },
});
