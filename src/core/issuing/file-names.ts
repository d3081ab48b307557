import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';
import { fileNameFor } from '../export/file-name.ts';
import type { CertificateRole, Profile } from './certificate-plan.ts';

/** Whose files are to be named. */
export interface FileOwner {
  readonly profile: Profile;
  readonly role: CertificateRole;
  /** The common name. */
  readonly name: string;
  /** The second certificate of a pair has names of its own. */
  readonly slot?: 'primary' | 'secondary' | undefined;
}

/** What the files of a certificate are called; good on every file system. */
export interface FileNames {
  readonly certificate: string;
  /** DER. */
  readonly certificateDer: string;
  /** The certificate, its issuers and the root. */
  readonly fullChain: string;
  readonly key: string;
  readonly encryptedKey: string;
  readonly pfx: string;
  readonly request: string;
  readonly archive: string;
}

/**
 * Gives the names that a profile has for files. `azure`: after the common name, so that devices never share one unless
 * their IDs differ in case or in signs that files cannot have. `create-test-cert`: in camel case, where `Sensor.01` and
 * `SENSOR01` become one. `cert-gen`: after what it is, the same for every device.
 */
export function fileNamesOf(owner: FileOwner): FileNames {
  const { profile, role } = owner;
  if (profile === 'create-test-cert') return nameAsTestCert(owner);
  return profile === 'cert-gen' ? nameAsCertGen(role, suffixOf(owner)) : nameAsAzure(owner);
}

function nameAsAzure(owner: FileOwner): FileNames {
  const base = makeSafe(owner.name) + suffixOf(owner);
  return {
    certificate: `${base}.cert.pem`,
    certificateDer: `${base}.cer`,
    fullChain: `${base}.full-chain.cert.pem`,
    key: `${base}.key.pem`,
    encryptedKey: `${base}.encrypted-key.pem`,
    pfx: `${base}.pfx`,
    request: `${base}.csr.pem`,
    archive: `${base}.zip`,
  };
}

function nameAsTestCert(owner: FileOwner): FileNames {
  const name = owner.role === 'verification' ? 'verification' : printCamelCase(owner.name + suffixOf(owner));
  const base = makeSafe(name);
  return {
    certificate: `${base}_cert.pem`,
    certificateDer: `${base}_cert.cer`,
    fullChain: `${base}_fullchain.pem`,
    key: `${base}_key.pem`,
    encryptedKey: `${base}_encrypted_key.pem`,
    pfx: `${base}.pfx`,
    request: `${base}_csr.pem`,
    archive: `${base}.zip`,
  };
}

/** Of the tree that the script writes only the names of the files, without `certs/` and `private/`. */
const CERT_GEN_NAMES: Readonly<Record<CertificateRole, string>> = {
  root: 'azure-iot-test-only.root.ca',
  intermediate: 'azure-iot-test-only.intermediate',
  'edge-ca': 'new-edge-device',
  device: 'new-device',
  module: 'new-device',
  'self-signed': 'new-device',
  verification: 'verification-code',
};

function nameAsCertGen(role: CertificateRole, suffix: string): FileNames {
  const base = CERT_GEN_NAMES[role] + suffix;
  const isIntermediate = role === 'intermediate';
  return {
    certificate: `${base}.cert.pem`,
    certificateDer: `${base}.cert.cer`,
    fullChain: isIntermediate ? 'azure-iot-test-only.chain.ca.cert.pem' : `${base}-full-chain.cert.pem`,
    key: `${base}.key.pem`,
    encryptedKey: `${base}.encrypted-key.pem`,
    pfx: `${base}.cert.pfx`,
    request: `${base}.csr.pem`,
    archive: `${base}.zip`,
  };
}

const suffixOf = ({ slot }: FileOwner): string => (slot === 'secondary' ? '-secondary' : '');

/** Nothing is taken yet: who shares a name with whom, `judgeFileNames` says. */
const makeSafe = (name: string): string => fileNameFor(name, '', new Set());

/** As the package of that name does it in the version that the script uses: words begin at separators and at capitals. */
function printCamelCase(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length === 1) return trimmed.toLowerCase();
  if (/^[a-z0-9]*$/.test(trimmed)) return trimmed;
  return splitAtCapitals(trimmed)
    .replace(/^[_.\- ]+/, '')
    .toLowerCase()
    .replace(/[_.\- ]+(\w|$)/g, (_, first: string) => first.toUpperCase());
}

/** `IoTDevice` has its words at `T` and at `Device`. */
function splitAtCapitals(text: string): string {
  if (text === text.toLowerCase()) return text;
  return text.replace(/([^A-Z])(?=[A-Z])/g, '$1-').replace(/([^a-z])([^a-z])(?=[a-z])/g, '$1-$2');
}

/**
 * Judges whether the files of a certificate can lie in one folder with those of others, on systems that tell no case
 * apart. Refused where two names come to the same (`certificate/file-name-taken`); where the script gives every device
 * the same names, which is what `cert-gen` is chosen for, that is a note. The same owner may have its files anew.
 */
export function judgeFileNames(existing: readonly FileOwner[], next: FileOwner): Verdict<FileNames> {
  const names = fileNamesOf(next);
  const wanted = new Map(Object.values(names).map((name: string) => [name.toLowerCase(), name]));
  for (const owner of existing) {
    if (owner.name === next.name && owner.role === next.role) continue;
    const file = Object.values(fileNamesOf(owner)).find((name: string) => wanted.has(name.toLowerCase()));
    if (file === undefined) continue;
    const finding = makeFinding('certificate/file-name-taken', {
      file: wanted.get(file.toLowerCase()) ?? file,
      other: owner.name,
    });
    return next.profile === 'cert-gen' ? accept(names, [finding]) : reject(finding);
  }
  return accept(names);
}
