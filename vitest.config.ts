import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { azureRoots } from './packaging/azure-roots.ts';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from './test/support/chromium.ts';

const launchOptions = { executablePath: CHROMIUM_PATH, args: [...CHROMIUM_FLAGS] };

/**
 * `turn`: kinds of one turn run together, and one turn after the other. `workers`: files at a time. `shares`: files of
 * one worker load what they import once for all; for tests that leave nothing behind in a module.
 */
const inNode = (
  name: string,
  options: { timeout?: number; workers?: number; turn?: number; shares?: boolean } = {},
) => ({
  plugins: [azureRoots()],
  test: {
    name,
    environment: 'node' as const,
    include: [`test/${name}/**/*.test.ts`],
    testTimeout: options.timeout ?? 10_000,
    hookTimeout: options.timeout ?? 10_000,
    isolate: options.shares !== true,
    ...(options.workers === undefined ? {} : { maxWorkers: options.workers }),
    sequence: { groupOrder: options.turn ?? 0 },
  },
});

const inBrowser = (name: string, include: string[], options: { shares?: boolean } = {}) => ({
  plugins: [azureRoots()],
  optimizeDeps: {
    include: [
      'lit',
      'lit/decorators.js',
      'lit/directive.js',
      'lit/directives/live.js',
      'lit/directives/repeat.js',
      '@lit/context',
      '@lit/task',
      'lucide',
      'uplot',
      'axe-core',
      'fast-check',
      '@peculiar/x509',
      'reflect-metadata/lite',
      '@noble/hashes/legacy.js',
      '@noble/hashes/sha2.js',
      'fflate',
      'papaparse',
      'comlink',
      'qr/decode.js',
      '@nuintun/qrcode',
      'qrcode/lib/core/qrcode.js',
      'idb',
    ],
  },
  test: {
    name,
    include,
    isolate: options.shares !== true,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions }),
      instances: [{ browser: 'chromium' as const }],
      api: { host: '127.0.0.1' },
    },
  },
});

export default defineConfig({
  test: {
    reporters: ['default', './test/support/count-reporter.ts'],
    projects: [
      inNode('unit', { shares: true }),
      inNode('contract'),
      // These wait for tools, servers and browsers more than they compute.
      inNode('architecture', { timeout: 120_000, workers: 3, turn: 1 }),
      inNode('conformance', { timeout: 60_000, workers: 3, turn: 1 }),
      inNode('e2e', { timeout: 60_000, workers: 2, turn: 2 }),
      inBrowser('component', ['test/component/**/*.test.ts']),
      inBrowser('pure-in-chromium', ['test/unit/core/**/*.test.ts'], { shares: true }),
    ],
  },
});
