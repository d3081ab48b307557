import { encodeBase64 } from '#core/bytes/base64';
import { equalBytes } from '#core/bytes/compare';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { IssuedCertificate } from '#core/identity/device-record';
import { isSameRegistration } from '#core/identity/same-registration';
import { issueSigningRequest } from '#core/issuing/issue-signing-request';
import { generateKeyPair } from '#core/issuing/key-pair';
import type { VaultKey } from '#core/ports/vault';
import { commonNameOf } from '#core/x509/certificate';
import type { CertificateProof } from '../proof.ts';
import { openIssued, readChain, type CertificatePorts } from './open-certificate.ts';

/** A request for a certificate that goes with a registration, and its answer. */
export interface CertificateRequest {
  /** PKCS #10 in DER, base64 in one line, as DPS takes it. */
  readonly csrBase64: string;
  /**
   * Judges what DPS issued, has it kept with its key, and opens it: nobody can read the key from then on. Throws
   * `device/not-issued`, `device/issued-chain-form`, `device/issued-other-key`, `vault/…`.
   */
  take(chainBase64: readonly string[] | undefined): Promise<CertificateProof>;
}

/** Keeps what was issued, and its key, in the place of what was issued before. */
export type KeepIssued = (issued: IssuedCertificate, key: VaultKey) => Promise<void>;

/** Makes a key on P-384, the one kind that DPS takes, and a request for a certificate for it. */
export async function requestCertificate(
  ports: CertificatePorts,
  registrationId: string,
  keep: KeepIssued,
): Promise<CertificateRequest> {
  const { crypto } = ports;
  // Extractable until the vault has sealed it, which it is only for the one answer to this request.
  const keys = await generateKeyPair(crypto.subtle, 'P-384', true);
  const csr = await issueSigningRequest(crypto, { commonName: registrationId, keys });
  return {
    csrBase64: encodeBase64(csr),
    async take(chainBase64) {
      if (chainBase64 === undefined) throw new WorkbenchError('device/not-issued', {});
      const [leaf] = readChain(chainBase64) ?? [];
      if (leaf === undefined) throw new WorkbenchError('device/issued-chain-form', {});
      const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey));
      const isForName = isSameRegistration(commonNameOf(leaf.subject) ?? '', registrationId);
      if (!isForName || !equalBytes(leaf.publicKey.spki, spki)) throw new WorkbenchError('device/issued-other-key', {});
      const id = crypto.randomUUID();
      const issued = { keyId: id, chainBase64 };
      await keep(issued, { id, key: keys.privateKey, place: 'vault', isExportable: false });
      const opened = await openIssued(ports, issued);
      // It was read a moment ago; what is gone since was removed together with its device.
      if (opened === undefined) throw new WorkbenchError('device/unknown', {});
      return opened;
    },
  };
}
