import { type FileNames, fileNamesOf } from '../issuing/file-names.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';
import { rootOf } from './outputs-of.ts';

/** What the files are called that a certificate is saved as. */
export interface OutputNames extends FileNames {
  /** What a device shows: the certificate with its issuers, or alone where it has none. */
  readonly shown: string;
  /** The root, where it is known. */
  readonly trustBundle: string;
  /** What the device shows and its key in one file. */
  readonly store: string;
  readonly edgeConfig: string;
  readonly downstream: string;
  readonly environment: string;
  readonly enrollment: string;
}

/** Gives the names of the files, as the profile of the certificate has them. */
export function namesOf(certificate: KeptCertificate): OutputNames {
  const { profile, role, facts, chain, pair } = certificate;
  const names = fileNamesOf({ profile, role, name: facts.commonName, slot: pair?.slot });
  const base = names.archive.replace(/\.zip$/, '');
  const root = rootOf(certificate);
  return {
    ...names,
    shown: chain.length > 0 ? names.fullChain : names.certificate,
    trustBundle:
      root === undefined
        ? 'trust-bundle.pem'
        : fileNamesOf({ profile, role: 'root', name: root.commonName }).certificate,
    store: `${base}.store.pem`,
    edgeConfig: role === 'edge-ca' ? `${base}.edge-ca.toml` : 'config.toml',
    downstream: `${base}.downstream.zip`,
    environment: `${base}.env`,
    enrollment: `${base}.enrollment.json`,
  };
}

/** Gives the names of the files of its issuers, nearest first, as the same profile has them. */
export function issuerNamesOf({ profile, chain }: KeptCertificate): readonly FileNames[] {
  return chain.map(({ commonName, subjectName, issuerName }) =>
    fileNamesOf({ profile, role: subjectName === issuerName ? 'root' : 'intermediate', name: commonName }),
  );
}
