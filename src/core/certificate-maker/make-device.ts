import { settle } from '../errors/settle.ts';
import { defaultsOf } from '../issuing/defaults.ts';
import { judgeIssue } from '../issuing/judge-issue.ts';
import type { NewDeviceCertificate } from '../ports/certificate-maker.ts';
import { readCertificate } from '../x509/certificate.ts';
import { issueBelow } from './issue-below.ts';
import { keepIssued, refuseSecond } from './keep.ts';
import { openAuthority } from './kept-key.ts';
import { makeKey } from './new-key.ts';
import type { MakingPorts } from './ports.ts';
import { refuseTakenFiles } from './taken-files.ts';

/** Makes a certificate of a device, a module or an IoT Edge CA. Gives its id. Throws `certificate/…`, `id/…`. */
export async function makeDevice(ports: MakingPorts, wish: NewDeviceCertificate): Promise<string> {
  const { crypto, clock, vault } = ports;
  const { role, keyKind, profile, validity, again = false } = wish;
  const issuer = await openAuthority(ports, wish.authorityId);
  const { kept, certificate: authority, issuers } = issuer;
  const plan = { role, validity, pathLength: defaultsOf(profile, role).pathLength };
  const judged = judgeIssue({ ...plan, commonName: wish.name, keyKind, authority, issuers, at: clock.now() });
  const commonName = settle(judged).value;
  await refuseTakenFiles(vault, { profile, role, name: commonName });
  // Before the key, which may take long, and again when it is kept.
  if (!again) await refuseSecond(ports, kept, commonName);
  const key = await makeKey(ports, keyKind, wish.keyPlace);
  const der = await issueBelow(crypto, issuer, { ...plan, commonName, profile, publicKey: key.pair.publicKey });
  const certificate = settle(readCertificate(der)).value;
  return keepIssued(ports, { certificate, role, profile, origin: 'made', key, issuer: kept, again });
}
