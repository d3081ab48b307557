import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import { settle } from '../errors/settle.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import { describeCertificate } from '../issuing/describe-certificate.ts';
import { createLeafIssuer } from '../issuing/leaf-issuer.ts';
import { createKeyEncrypter } from '../pkcs/encrypted-key.ts';
import { TYPED_PASSWORD_ITERATIONS } from '../pkcs/password.ts';
import { createPfxWriter } from '../pkcs/write-pfx.ts';
import type { BatchForm } from '../ports/certificate-maker.ts';
import { readCertificate } from '../x509/certificate.ts';
import type { BatchDevice, OpenBatch } from './batch-records.ts';
import { makeEntry } from './issuance-log.ts';
import type { OpenAuthority } from './kept-key.ts';
import type { CertificateMakerPorts } from './ports.ts';

/** Makes the certificate and the key of one device. */
export type MakeDevice = (commonName: string) => Promise<BatchDevice>;

/** Gives what makes the devices of a batch, all by one template and with one password that is hashed once. */
export async function createDeviceMaker(
  { crypto, clock }: Pick<CertificateMakerPorts, 'crypto' | 'clock'>,
  { batch, secret }: OpenBatch,
  { authority }: OpenAuthority,
): Promise<MakeDevice> {
  const { profile, keyKind, id: batchId } = batch;
  const role = 'device';
  const issuer = await createLeafIssuer(crypto, { authority, profile, role, validity: secret.validity });
  const protect = await createProtection(crypto, batch.form, secret);
  return async (commonName) => {
    const { der, pkcs8 } = await issuer.issueWithNewKey(commonName, keyKind);
    const key = encodeBase64(await protect(commonName, der, pkcs8));
    pkcs8.fill(0);
    const facts = await describeCertificate(crypto.subtle, settle(readCertificate(der)).value);
    return { entry: makeEntry({ facts, role }, clock.now(), batchId), certificate: encodeBase64(der), key };
  };
}

type Protect = (commonName: string, der: Uint8Array, pkcs8: Uint8Array) => Promise<Uint8Array>;

async function createProtection(
  crypto: Crypto,
  form: BatchForm,
  { password, chain }: OpenBatch['secret'],
): Promise<Protect> {
  if (form === 'plain-key') return async (_commonName, _der, pkcs8) => pkcs8;
  if (password === undefined) throw new WorkbenchError('certificate/password-missing', {});
  const settings = { password, iterations: TYPED_PASSWORD_ITERATIONS };
  if (form === 'encrypted-key') {
    const encrypt = await createKeyEncrypter(crypto, settings);
    return (_commonName, _der, pkcs8) => encrypt(pkcs8);
  }
  const issuers = chain.map((base64) => decodeBase64(base64) ?? new Uint8Array());
  const write = await createPfxWriter(crypto, { ...settings, form: 'modern' });
  return (friendlyName, der, pkcs8) => write({ pkcs8, certificates: [der, ...issuers], friendlyName });
}

/** As many certificates as are in a portion at most: what a tab that is closed has made for nothing. */
export const PORTION_LENGTH = 250;
/** After so long a portion ends, whatever it has: RSA keys take a second each. */
const PORTION_MS = 2000;
/** At a time: WebCrypto's threads are not waited for, and a pause not long. */
const AT_A_TIME = 8;

/**
 * Makes the devices of a portion, from its first on and without a gap, as many as there is time for. `isOver` is asked
 * before each but the first; `onMade` is told of each.
 */
export async function makePortion(
  clock: CertificateMakerPorts['clock'],
  ids: readonly string[],
  makeDevice: MakeDevice,
  { isOver, onMade }: { readonly isOver: () => boolean; readonly onMade: () => void },
): Promise<readonly BatchDevice[]> {
  const endAt = clock.now() + PORTION_MS;
  const made: BatchDevice[] = [];
  let next = 0;
  let hasFailed = false;
  const work = async (): Promise<void> => {
    while (next === 0 || !(hasFailed || isOver() || clock.now() >= endAt)) {
      const index = next;
      const commonName = ids[index];
      if (commonName === undefined) return;
      next += 1;
      made[index] = await makeDevice(commonName);
      onMade();
    }
  };
  const stopOthers = (error: unknown): never => {
    hasFailed = true;
    throw error;
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, () => work().catch(stopOthers)));
  return made;
}
