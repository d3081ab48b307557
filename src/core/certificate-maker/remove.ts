import type { Vault, VaultPlace } from '../ports/vault.ts';
import { placesOfBatch } from './batch-records.ts';
import { placesOfLog } from './issuance-log.ts';
import { KIND, listContents, placeOfKey } from './kept-records.ts';
import { changeAlone, type CertificateMakerPorts } from './ports.ts';

/**
 * Removes whatever has this id, with what is of no use without it: the guides and the log of a certificate, the list
 * and the portions of a batch, and a key that nothing else needs. What is gone already stays gone. Looks at no seal, so
 * that a record that was tampered with can be removed too.
 */
export async function removeKept(ports: CertificateMakerPorts, id: string): Promise<void> {
  await changeAlone(ports, async () => {
    const places = [
      ...(await findCertificate(ports.vault, id)),
      ...(await findRequest(ports.vault, id)),
      ...(await placesOfBatch(ports.vault, id)),
      { kind: KIND.guide, id },
    ];
    await ports.vault.change({ remove: places });
  });
}

async function findCertificate(vault: Vault, id: string): Promise<readonly VaultPlace[]> {
  const guides = (await listContents(vault, KIND.guide)).filter(({ certificateId }) => certificateId === id);
  return [
    { kind: KIND.certificate, id },
    ...guides.map((guide) => ({ kind: KIND.guide, id: guide.id })),
    ...(await placesOfLog(vault, id)),
    ...(await findKey(vault, id)),
  ];
}

async function findRequest(vault: Vault, id: string): Promise<readonly VaultPlace[]> {
  return [{ kind: KIND.request, id }, ...(await findKey(vault, id))];
}

/** Gives the key of a certificate or a request, if nothing else has it. */
async function findKey(vault: Vault, id: string): Promise<readonly VaultPlace[]> {
  const users = [
    ...(await listContents(vault, KIND.certificate)).map(({ certificate, keyId }) => ({ id: certificate.id, keyId })),
    ...(await listContents(vault, KIND.request)).map(({ request, keyId }) => ({ id: request.id, keyId })),
  ];
  const keyId = users.find((user) => user.id === id)?.keyId;
  const isShared = users.some((user) => user.keyId === keyId && user.id !== id);
  return keyId === undefined || isShared ? [] : [placeOfKey(keyId)];
}
