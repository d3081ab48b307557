import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWorkbench, type WorkbenchServer } from '../test/support/workbench-server.ts';

/** The local cloud with its WebSocket over TLS, and what makes clients trust it. */
export interface TlsCloud {
  readonly server: WorkbenchServer;
  readonly httpsPort: number;
  readonly mqttsPort: number;
  /** Of its certificates: `ca.pem`, `server.pem`, `server-key.pem`. */
  readonly folder: string;
  /** Flags for a Chromium that is to trust its certificate, and no other. */
  readonly chromiumFlags: readonly string[];
  stop(): Promise<void>;
}

/** Starts it with certificates of its own, in a folder that goes with it. */
export async function startTlsCloud(): Promise<TlsCloud> {
  const tlsDir = mkdtempSync(join(tmpdir(), 'workbench-tls-'));
  const server = await startWorkbench('cloud', '--https-port', '0', '--mqtts-port', '0', '--tls-dir', tlsDir);
  const certificate = new X509Certificate(readFileSync(join(tlsDir, 'server.pem')));
  const publicKey = certificate.publicKey.export({ type: 'spki', format: 'der' });
  const fingerprint = createHash('sha256').update(publicKey).digest('base64');
  return {
    server,
    httpsPort: server.ready.ports.https ?? 0,
    mqttsPort: server.ready.ports.mqtts ?? 0,
    folder: tlsDir,
    chromiumFlags: [`--ignore-certificate-errors-spki-list=${fingerprint}`],
    async stop() {
      await server.stop();
      rmSync(tlsDir, { recursive: true });
    },
  };
}
