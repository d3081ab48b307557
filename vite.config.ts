import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type UserConfig } from 'vite';
import { azureRoots } from './packaging/azure-roots.ts';
import { createPackageRecord } from './packaging/package-record.ts';
import { PACKED_SCRIPTS } from './packaging/packed-scripts.ts';
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

/** Writes down whose work a build contains, for the archive of `npm run package`. */
const recordPackages = (name: string) => createPackageRecord(inRepo(`dist/packages/${name}.json`));

const nodeBuild: UserConfig = {
  build: {
    ssr: true,
    outDir: 'dist/server',
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: ['server', 'relay', 'start-cloud', 'azure-redirect', 'command-line'].map((name) =>
        inRepo(`src/entries/${name}.ts`),
      ),
    },
  },
  publicDir: false,
};

/** The part of rolldown's knowledge that says who imports a module statically. */
interface ModuleGraph {
  getModuleInfo(id: string): { readonly isEntry: boolean; readonly importers: readonly string[] } | null;
}

/**
 * Puts all that the page loads before anything is pressed into one file. Left to itself the bundler makes a file of each
 * piece that a room uses, too, which compress worse alone than together.
 */
function nameFirstLoad(id: string, graph: ModuleGraph): string | null {
  const seen = new Set<string>();
  const isNeeded = (module: string): boolean => {
    if (seen.has(module)) return false;
    seen.add(module);
    const { isEntry = false, importers = [] } = graph.getModuleInfo(module) ?? {};
    return isEntry || importers.some(isNeeded);
  };
  return isNeeded(id) ? 'page' : null;
}

const appPackages = recordPackages('app');

const appBuild: UserConfig = {
  base: './',
  build: {
    outDir: 'dist/app',
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: nameFirstLoad, debugName: 'first load' }] } } },
  },
  plugins: [azureRoots(), policyInPage(), localCloud(), ...appPackages.ofBuild],
  worker: { format: 'es', plugins: () => [azureRoots(), ...appPackages.ofWorkers] },
  server: { host: 'localhost', port: 8080 },
};

/** Not kept for offline use: the worker itself, the server's own answer, and pictures for those who have not opened the app. */
const UNKEPT = /^(sw\.js|workbench\.json|pictures\/.*)$/;

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Lists the files of the built app that a copy for offline use is made of; a name in `assets` holds its own digest. */
function listCopy(app: string): { url: string; revision: string | null }[] {
  return readdirSync(app, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(app, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((url) => !UNKEPT.test(url))
    .sort()
    .map((url) => ({ url, revision: url.startsWith('assets/') ? null : sha256(readFileSync(join(app, url))) }));
}

/** The service worker, built after the app into its folder: one classic script of a fixed name that lists all the others. */
function serviceWorkerBuild(): UserConfig {
  const app = inRepo('dist/app');
  const copy = JSON.stringify(listCopy(app));
  return {
    plugins: [...recordPackages('service-worker').ofBuild],
    define: { PRECACHE: copy, DIGEST: JSON.stringify(sha256(copy).slice(0, 12)) },
    build: {
      outDir: app,
      emptyOutDir: false,
      target: 'es2022',
      rolldownOptions: {
        input: inRepo('src/entries/service-worker.ts'),
        output: { format: 'iife', entryFileNames: 'sw.js' },
      },
    },
    publicDir: false,
  };
}

/** A script of the archive of `npm run package`. */
function packedScriptBuild(name: string): UserConfig {
  return {
    ...nodeBuild,
    plugins: [...recordPackages(name).ofBuild],
    ssr: { noExternal: true },
    build: {
      ...nodeBuild.build,
      outDir: `dist/packaging/${name}`,
      rolldownOptions: { input: { [name]: inRepo(PACKED_SCRIPTS[name] ?? '') }, output: { codeSplitting: false } },
    },
  };
}

const packagingBuild: UserConfig = {
  ...nodeBuild,
  build: {
    ...nodeBuild.build,
    outDir: 'dist/packaging/tool',
    rolldownOptions: { input: inRepo('packaging/make-package.ts') },
  },
};

const benchBuild: UserConfig = {
  ...nodeBuild,
  build: {
    ...nodeBuild.build,
    outDir: 'dist/bench',
    rolldownOptions: {
      input: ['run', 'aedes-server', 'azure-device', 'tls-echo-server'].map((name) => inRepo(`bench/${name}.ts`)),
    },
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

const benchPages = ['trace', 'chart', 'worker', 'bare', 'keys', 'certificates', 'pfx', 'batch', 'qr'].map((name) =>
  inRepo(`bench/pages/${name}.html`),
);

const benchPagesBuild: UserConfig = {
  root: inRepo('bench/pages'),
  build: {
    ...appBuild.build,
    outDir: inRepo('dist/bench-pages'),
    emptyOutDir: true,
    rolldownOptions: { input: benchPages },
  },
  worker: { format: 'es', plugins: () => [azureRoots(), mqttFromSource()] },
};

export default defineConfig(({ isSsrBuild, mode }) => {
  if (mode === 'bench') return benchBuild;
  if (mode === 'bench-pages') return benchPagesBuild;
  if (mode === 'service-worker') return serviceWorkerBuild();
  if (mode === 'package') return packagingBuild;
  if (Object.hasOwn(PACKED_SCRIPTS, mode)) return packedScriptBuild(mode);
  return isSsrBuild === true ? nodeBuild : appBuild;
});
