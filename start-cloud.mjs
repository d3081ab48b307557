// What `import { startCloud } from 'device-workbench'` gives. Installs and builds what is missing or stale first, as the
// commands do; what that says goes to stderr. The promise of both is in start-cloud.d.mts.
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const ready = fileURLToPath(new URL('ready.mjs', import.meta.url));
execFileSync(process.execPath, [ready, 'build-server'], { stdio: ['ignore', 2, 2] });

export const { startCloud } = await import('./dist/server/start-cloud.js');
