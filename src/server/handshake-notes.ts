import type { AddressInfo } from 'node:net';
import type { Server } from 'node:tls';
import { HANDSHAKE_REASONS, SERVER_NOTES } from '#core/words/en/server-banner';
import { codeOf } from './file-reason.ts';

/**
 * Says why clients and a TLS server did not agree, once for each reason: a device that does not trust the CA tries again
 * and again, and the reason is seen on this side only.
 */
export function noteHandshakes(server: Server, say: (text: string) => void): void {
  const said = new Set<string>();
  server.on('tlsClientError', (error) => {
    const reason = HANDSHAKE_REASONS[codeOf(error) ?? ''];
    if (reason === undefined || said.has(reason)) return;
    said.add(reason);
    say(SERVER_NOTES.handshake((server.address() as AddressInfo | null)?.port ?? 0, reason));
  });
}
