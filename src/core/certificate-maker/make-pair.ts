import { settle } from '../errors/settle.ts';
import { issueSelfSigned } from '../issuing/issue-self-signed.ts';
import { judgeIssue } from '../issuing/judge-issue.ts';
import type { NewPair, PairSlot } from '../ports/certificate-maker.ts';
import { readCertificate } from '../x509/certificate.ts';
import { keepCertificates, type NewCertificate } from './keep.ts';
import { makeKey } from './new-key.ts';
import type { CertificateMakerPorts, MakingPorts } from './ports.ts';
import { refuseTakenFiles } from './taken-files.ts';

/** Makes both certificates of an individual enrollment. Gives their ids. Throws `certificate/…`, `id/…`. */
export async function makePair(ports: MakingPorts, wish: NewPair): Promise<readonly [string, string]> {
  const { crypto, vault } = ports;
  const names = (['primary', 'secondary'] as const).map((slot) => judgeHalf(ports, wish, slot));
  const [commonName = ''] = names;
  await refuseTakenFiles(vault, { profile: wish.profile, role: 'self-signed', name: commonName });
  const id = crypto.randomUUID();
  const halves: NewCertificate[] = [];
  for (const slot of ['primary', 'secondary'] as const) {
    halves.push({ ...(await makeHalf(ports, wish, slot, commonName)), pair: { id, slot } });
  }
  const [primary = '', secondary = ''] = await keepCertificates(ports, halves);
  return [primary, secondary];
}

function judgeHalf({ clock }: CertificateMakerPorts, wish: NewPair, slot: PairSlot): string {
  const { deviceId: commonName, keyKind, validity } = wish;
  return settle(judgeIssue({ role: 'self-signed', commonName, keyKind, validity: validity[slot], at: clock.now() }))
    .value;
}

async function makeHalf(
  ports: MakingPorts,
  wish: NewPair,
  slot: PairSlot,
  commonName: string,
): Promise<NewCertificate> {
  const { profile } = wish;
  const key = await makeKey(ports, wish.keyKind, wish.keyPlace);
  const der = await issueSelfSigned(ports.crypto, {
    commonName,
    keys: key.pair,
    validity: wish.validity[slot],
    profile,
  });
  const certificate = settle(readCertificate(der)).value;
  return { certificate, role: 'self-signed', profile, origin: 'made', key, issuer: undefined };
}
