import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { globalSetup: './local-cloud.ts' },
});
