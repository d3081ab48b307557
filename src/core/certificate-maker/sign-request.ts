import { settle } from '../errors/settle.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import { defaultsOf } from '../issuing/defaults.ts';
import { judgeIssue } from '../issuing/judge-issue.ts';
import { reviewRequest } from '../issuing/review-request.ts';
import type { SigningWish } from '../ports/certificate-maker.ts';
import { readCertificate } from '../x509/certificate.ts';
import { readRequest } from './find-request.ts';
import { issueBelow } from './issue-below.ts';
import { keepIssued, refuseSecond } from './keep.ts';
import { openAuthority } from './kept-key.ts';
import { KEY_ELSEWHERE } from './new-key.ts';
import type { MakingPorts } from './ports.ts';

/**
 * Signs a request whose key is elsewhere. Gives the id of the certificate. Throws what the review calls a problem,
 * `certificate/…`, `id/…`.
 */
export async function signRequest(ports: MakingPorts, wish: SigningWish): Promise<string> {
  const { crypto, clock } = ports;
  const { role, profile, validity, again = false } = wish;
  const request = readRequest(wish.requestBase64);
  const { problems, keyKind } = await reviewRequest(crypto.subtle, request);
  const [problem] = problems;
  if (problem !== undefined || keyKind === undefined) {
    const { code, facts } = problem ?? { code: 'certificate/request-key', facts: {} };
    throw new WorkbenchError(code, facts);
  }
  const issuer = await openAuthority(ports, wish.authorityId);
  const { kept, certificate: authority, issuers } = issuer;
  const plan = { role, validity, pathLength: defaultsOf(profile, role).pathLength };
  const judged = judgeIssue({ ...plan, commonName: wish.commonName, keyKind, authority, issuers, at: clock.now() });
  const commonName = settle(judged).value;
  if (!again) await refuseSecond(ports, kept, commonName);
  const der = await issueBelow(crypto, issuer, { ...plan, commonName, profile, publicKey: request.publicKey.spki });
  const certificate = settle(readCertificate(der)).value;
  return keepIssued(ports, { certificate, role, profile, origin: 'request', key: KEY_ELSEWHERE, issuer: kept, again });
}
