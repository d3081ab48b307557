import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { printContentSecurityPolicy } from './src/server/content-security-policy.ts';

const inRepo = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Hosts that a static copy may talk to beside Azure's: `npm run build -- --allow-host my.hub.example`. */
const extraHosts = (process.env['WORKBENCH_ALLOW_HOSTS'] ?? '').split(',').filter((host) => host !== '');

/** Puts the policy into the built page, for hosts that send no headers. Our own server sends it as a header instead. */
function policyInPage(): Plugin {
  return {
    name: 'policy-in-page',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: {
          'http-equiv': 'Content-Security-Policy',
          content: printContentSecurityPolicy({ extraHosts, meta: true }),
        },
        injectTo: 'head-prepend',
      },
    ],
  };
}

/** Serves the operator's interface and the devices' WebSocket from the development server. */
function localCloud(): Plugin {
  return {
    name: 'local-cloud',
    apply: 'serve',
    async configureServer(server) {
      if (server.config.server.middlewareMode || process.env['VITEST'] !== undefined) return;
      const { attachLocalCloud } = (await server.ssrLoadModule('/src/entries/server.ts')) as {
        attachLocalCloud: (host: {
          middlewares: typeof server.middlewares;
          httpServer: typeof server.httpServer;
        }) => Promise<void>;
      };
      await attachLocalCloud(server);
    },
  };
}

const nodeBuild: UserConfig = {
  build: {
    ssr: true,
    outDir: 'dist/server',
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: { server: inRepo('src/entries/server.ts'), 'azure-redirect': inRepo('src/entries/azure-redirect.ts') },
    },
  },
  publicDir: false,
};

const appBuild: UserConfig = {
  base: './',
  build: { outDir: 'dist/app', target: 'es2022', modulePreload: { polyfill: false }, assetsInlineLimit: 0 },
  plugins: [policyInPage(), localCloud()],
  worker: { format: 'es' },
  server: { host: 'localhost', port: 8080 },
};

const benchBuild: UserConfig = {
  ...nodeBuild,
  build: {
    ...nodeBuild.build,
    outDir: 'dist/bench',
    rolldownOptions: { input: ['run', 'aedes-server', 'azure-device'].map((name) => inRepo(`bench/${name}.ts`)) },
  },
};

/** Builds a worker whose name holds `from-source` on mqtt.js's own modules instead of its prebundled file. */
function mqttFromSource(): Plugin {
  const stands: Record<string, string> = {
    mqtt: inRepo('bench/pages/mqtt-source.ts'),
    'process/': inRepo('bench/pages/mqtt-source-process.ts'),
  };
  let fromSource = false;
  return {
    name: 'mqtt-from-source',
    enforce: 'pre',
    buildStart: ({ input }) => void (fromSource = JSON.stringify(input).includes('from-source')),
    resolveId: (id) => (fromSource ? stands[id] : undefined),
  };
}

const benchPages = ['trace', 'chart', 'worker'].map((name) => inRepo(`bench/pages/${name}.html`));

const benchPagesBuild: UserConfig = {
  root: inRepo('bench/pages'),
  build: {
    ...appBuild.build,
    outDir: inRepo('dist/bench-pages'),
    emptyOutDir: true,
    rolldownOptions: { input: benchPages },
  },
  worker: { format: 'es', plugins: () => [mqttFromSource()] },
};

export default defineConfig(({ isSsrBuild, mode }) => {
  if (mode === 'bench') return benchBuild;
  if (mode === 'bench-pages') return benchPagesBuild;
  return isSsrBuild === true ? nodeBuild : appBuild;
});
