import { settle } from '../errors/settle.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import type { ValidityPeriod } from '../issuing/certificate-plan.ts';
import { defaultsOf } from '../issuing/defaults.ts';
import { describeCertificate } from '../issuing/describe-certificate.ts';
import { judgeIssue } from '../issuing/judge-issue.ts';
import { generateKeyPair } from '../issuing/key-pair.ts';
import type { VerificationCertificate } from '../ports/certificate-maker.ts';
import { PRIVATE_KEY } from '../ports/vault.ts';
import { readCertificate } from '../x509/certificate.ts';
import { printPem } from '../x509/pem.ts';
import { judgeSignature } from '../x509/signature.ts';
import { issueBelow } from './issue-below.ts';
import { appendToLog, makeEntry } from './issuance-log.ts';
import { KIND, readContent } from './kept-records.ts';
import { openAuthority } from './kept-key.ts';
import { changeAlone, type CertificateMakerPorts } from './ports.ts';

const CODE_LIMIT = 64;
const DAY_MS = 86_400_000;
/** Clocks of services that are behind ours must not find it not yet valid. */
const HEAD_START_MS = 3_600_000;

/**
 * Issues the certificate that proves possession of an authority's key, verified against the authority's certificate. Its
 * own key is forgotten at once: nobody signs with it. Throws `certificate/…`, and `vault/tampered` for another key.
 */
export async function prove(
  ports: CertificateMakerPorts,
  authorityId: string,
  verificationCode: string,
): Promise<VerificationCertificate> {
  const { crypto, clock, vault } = ports;
  const commonName = judgeCode(verificationCode);
  const issuer = await openAuthority(ports, authorityId);
  const { certificate: authority, kept } = issuer;
  const { profile } = kept;
  const validity = planValidity(clock.now(), authority);
  const wish = { role: 'verification', commonName, keyKind: 'P-256', validity } as const;
  settle(judgeIssue({ ...wish, authority, at: clock.now() }));
  const { publicKey } = await generateKeyPair(crypto.subtle, wish.keyKind, false);
  const der = await issueBelow(crypto, issuer, { ...wish, profile, publicKey });
  const certificate = settle(readCertificate(der)).value;
  if ((await judgeSignature(crypto.subtle, certificate, authority.publicKey)) !== 'good') {
    throw new WorkbenchError('vault/tampered', { kind: PRIVATE_KEY });
  }
  const facts = await describeCertificate(crypto.subtle, certificate);
  await changeAlone(ports, async () => {
    await readContent(vault, KIND.certificate, authorityId);
    const entry = makeEntry({ facts, role: wish.role }, clock.now());
    await vault.change({ write: await appendToLog(vault, authorityId, [entry]) });
  });
  return { facts, pem: printPem('CERTIFICATE', der) };
}

/** Only the service knows whether it is its code: judged is what a common name can be. */
function judgeCode(verificationCode: string): string {
  const code = verificationCode.trim();
  const { length } = code;
  if (length === 0) throw new WorkbenchError('certificate/code-empty', {});
  if (length > CODE_LIMIT) throw new WorkbenchError('certificate/code-too-long', { length, limit: CODE_LIMIT });
  return code;
}

/** For some days, within the life of the authority. */
function planValidity(now: number, authority: ValidityPeriod): ValidityPeriod {
  const second = Math.floor(now / 1000) * 1000;
  const { days } = defaultsOf('azure', 'verification');
  const notBefore = Math.min(second, Math.max(second - HEAD_START_MS, authority.notBefore));
  return { notBefore, notAfter: Math.min(second + days * DAY_MS, authority.notAfter) };
}
