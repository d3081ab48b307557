import { encodeBase64 } from '../bytes/base64.ts';
import { settle } from '../errors/settle.ts';
import { issueSigningRequest } from '../issuing/issue-signing-request.ts';
import { judgeCommonName } from '../issuing/judge-name.ts';
import type { CertificateMaker, KeptRequest } from '../ports/certificate-maker.ts';
import { KIND, makeRecord } from './kept-records.ts';
import { makeKey } from './new-key.ts';
import type { MakingPorts } from './ports.ts';

/** Makes a request and keeps it with its key. Gives its id. Throws `certificate/…`, `id/…`. */
export async function makeRequest(
  ports: MakingPorts,
  { commonName, purpose, keyKind, keyPlace }: Parameters<CertificateMaker['makeRequest']>[0],
): Promise<string> {
  const { crypto, vault, clock, signal } = ports;
  // What DPS has issued is for a device; any other may be for an authority, whose name is free.
  const judged = settle(judgeCommonName(purpose === 'dps-issuance' ? 'device' : 'intermediate', commonName)).value;
  const key = await makeKey(ports, keyKind, keyPlace);
  const der = await issueSigningRequest(crypto, { commonName: judged, keys: key.pair });
  const id = crypto.randomUUID();
  const facts = { id, commonName: judged, purpose, keyKind, key: key.place };
  const request: KeptRequest = { ...facts, requestBase64: encodeBase64(der), createdAt: clock.now() };
  const content = { request, keyId: key.keyId };
  signal.throwIfAborted();
  await vault.change({ write: [makeRecord(KIND.request, id, content)], keys: key.vaultKey ? [key.vaultKey] : [] });
  return id;
}
