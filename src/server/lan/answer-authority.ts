import type { ServerResponse } from 'node:http';
import { LAN_ANSWERS } from '#core/words/en/lan';
import { answerText, COMMON_HEADERS } from '../http-answer.ts';

/** Where a phone finds the certificate that it has to trust. */
export const AUTHORITY_PATH = '/authority.crt';

/** Answers with the certificate of the authority, in the one form that all systems install (RFC 2585, DER). It is no secret. */
export function answerAuthority(der: Uint8Array, response: ServerResponse): void {
  const { method } = response.req;
  if (method !== 'GET' && method !== 'HEAD') return answerText(response, 405, LAN_ANSWERS.readOnly);
  response.writeHead(200, {
    ...COMMON_HEADERS,
    // Not the registered application/pkix-cert: this is what Android, iOS and Firefox offer to install. As an attachment
    // iOS would put it among the files instead.
    'content-type': 'application/x-x509-ca-cert',
    'content-length': der.length,
    'cache-control': 'no-store',
  });
  response.end(method === 'HEAD' ? undefined : der);
}
