import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from './chromium.ts';
import { runTool } from './tools.ts';

/** Where Debian's Chromium looks for policies; no option of the command line names another place. */
const POLICIES = '/etc/chromium';

/** Says why no certificate can be chosen for a Chromium here, or gives undefined when it can. */
export function whyNoChoice(): string | undefined {
  if (CHROMIUM_PATH !== '/usr/bin/chromium' || !existsSync(POLICIES))
    return 'this Chromium reads its policies elsewhere';
  if (process.getuid?.() !== 0) return 'a mount namespace needs root';
  const tried = spawnSync('unshare', ['--mount', '--propagation', 'private', 'mount', '--bind', tmpdir(), POLICIES]);
  return tried.status === 0 ? undefined : 'mount namespaces are not allowed here';
}

/** A PFX, as somebody imports it by hand. */
export interface ImportedPfx {
  readonly bytes: Uint8Array;
  readonly password: string;
  /** Origins for which a policy chooses it, where somebody would be asked. */
  readonly chosenFor: string;
}

/** Starts a Chromium with a home of its own, and in its store the certificate of a PFX, if one is given. */
export async function openCertificateBrowser(
  flags: readonly string[],
  pfx?: ImportedPfx,
): Promise<{ readonly browser: Browser; close(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), 'chromium-home-'));
  if (pfx !== undefined) importPfx(home, pfx);
  const browser = await chromium.launch({
    executablePath: pfx === undefined ? CHROMIUM_PATH : writeLauncher(home, pfx.chosenFor),
    env: { ...process.env, HOME: home },
    args: [...CHROMIUM_FLAGS, ...flags],
  });
  return {
    browser,
    async close() {
      await browser.close();
      rmSync(home, { recursive: true, maxRetries: 5 });
    },
  };
}

/** Chromium on Linux takes client certificates from the NSS database of the home directory. */
function importPfx(home: string, { bytes, password }: ImportedPfx): void {
  const folder = join(home, '.pki', 'nssdb');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(home, 'device.pfx'), bytes);
  runTool('certutil', ['-N', '-d', `sql:${folder}`, '--empty-password']);
  runTool('pk12util', ['-i', join(home, 'device.pfx'), '-W', password, '-d', `sql:${folder}`]);
}

/** Gives a program that starts Chromium where, for it alone, other policies lie in the place of the machine's. */
function writeLauncher(home: string, origins: string): string {
  const policies = join(home, 'etc-chromium');
  mkdirSync(join(policies, 'policies', 'managed'), { recursive: true });
  const choice = JSON.stringify({ pattern: origins, filter: {} });
  const policy = { AutoSelectCertificateForUrls: [choice] };
  writeFileSync(join(policies, 'policies', 'managed', 'choice.json'), JSON.stringify(policy));
  const launcher = join(home, 'chromium');
  const start = `mount --bind '${policies}' ${POLICIES} && exec ${CHROMIUM_PATH} "$@"`;
  writeFileSync(
    launcher,
    `#!/bin/sh\nexec unshare --mount --propagation private sh -c '${start.replaceAll("'", "'\\''")}' sh "$@"\n`,
  );
  chmodSync(launcher, 0o755);
  return launcher;
}
