import { settle } from '../errors/settle.ts';
import { issueAuthority } from '../issuing/issue-authority.ts';
import { judgeIssue } from '../issuing/judge-issue.ts';
import type { NewAuthority } from '../ports/certificate-maker.ts';
import { readCertificate } from '../x509/certificate.ts';
import { keepCertificates, keepIssued } from './keep.ts';
import { openAuthority } from './kept-key.ts';
import { makeKey } from './new-key.ts';
import type { MakingPorts } from './ports.ts';

/** Makes a root, or an intermediate below another authority. Gives its id. Throws `certificate/…` and what the vault does. */
export async function makeAuthority(ports: MakingPorts, wish: NewAuthority): Promise<string> {
  const { crypto, clock } = ports;
  const { authorityId, keyKind, profile, validity, pathLength } = wish;
  const above = authorityId === undefined ? undefined : await openAuthority(ports, authorityId);
  const role = above === undefined ? 'root' : 'intermediate';
  const judged = judgeIssue({ ...wish, role, authority: above?.certificate, issuers: above?.issuers, at: clock.now() });
  const commonName = settle(judged).value;
  const key = await makeKey(ports, keyKind, wish.keyPlace);
  const content = { commonName, validity, pathLength, profile, keys: key.pair };
  const der = await issueAuthority(crypto, above === undefined ? content : { ...content, authority: above.authority });
  const certificate = settle(readCertificate(der)).value;
  const made = { certificate, role, profile, origin: 'made', key } as const;
  // A second authority of the same name is no second certificate of a device: it has another key.
  if (above !== undefined) return keepIssued(ports, { ...made, issuer: above.kept, again: true });
  const [id = ''] = await keepCertificates(ports, [{ ...made, issuer: undefined }]);
  return id;
}
