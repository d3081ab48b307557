import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What `openssl genpkey` is asked for. */
const KEY_KINDS = {
  'P-256': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'P-384': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  'P-521': ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  'RSA-1024': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'],
  'RSA-2048': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
  'RSA-3072': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:3072'],
  'RSA-4096': ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:4096'],
  Ed25519: ['-algorithm', 'ED25519'],
} as const;
export type KeyKind = keyof typeof KEY_KINDS;

/** A certificate by the `openssl` program, with its key and the chain that it ends. */
export interface MadeCertificate {
  readonly certificatePem: string;
  /** PKCS#8, without a password. */
  readonly keyPem: string;
  readonly der: Uint8Array<ArrayBuffer>;
  /** DER of this one, its issuers and the root, in this order. */
  readonly chain: readonly Uint8Array<ArrayBuffer>[];
  /** The same as one PEM file. */
  readonly chainPem: string;
}

/** What all certificates can be given. */
interface Wishes {
  /** The common name; blanks around it are kept. Empty: a subject without one. */
  readonly cn: string;
  /** In place of the common name alone: a subject in the spelling of `openssl req -subj`. */
  readonly subject?: string;
  /** Which string types names have: `string_mask` of openssl's configuration; `utf8only` unless told. */
  readonly stringMask?: 'utf8only' | 'default';
  /** A kind makes a new key; a PEM is taken as the key. P-256 unless told. */
  readonly key?: KeyKind | { readonly keyPem: string };
  /** Milliseconds since the epoch; 2020 and 2049 unless told, so that fake clocks and the real one are inside. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  /** `SHA-256` unless told. */
  readonly digest?: 'MD5' | 'SHA-1' | 'SHA-256' | 'SHA-384' | 'SHA-512';
  /** Signed with RSA-PSS (RFC 4055) by an issuer with an RSA key. */
  readonly isPss?: boolean;
  /** In the spelling of openssl; null leaves the extension out. */
  readonly keyUsage?: string | null;
  /** Other extensions, lines of an openssl configuration. */
  readonly extensions?: readonly string[];
}

export interface AuthorityWishes extends Wishes {
  /** Who signs it; itself unless told. */
  readonly parent?: MadeCertificate;
  readonly pathLength?: number;
  /** False leaves it a certificate that must not sign others, which still has the key usage to. */
  readonly ca?: boolean;
}

export interface LeafWishes extends Wishes {
  /** Who signs it; itself unless told. */
  readonly issuer?: MadeCertificate;
  /** In the spelling of openssl, `clientAuth` unless told; null leaves the extension out. */
  readonly extendedKeyUsage?: string | null;
}

/** Makes a root, or an intermediate when a parent is given. */
export async function makeAuthority(wishes: AuthorityWishes): Promise<MadeCertificate> {
  const pathLength = wishes.pathLength === undefined ? '' : `,pathlen:${wishes.pathLength}`;
  return makeCertificate(wishes, wishes.parent, [
    `basicConstraints = critical,CA:${wishes.ca === false ? 'FALSE' : `TRUE${pathLength}`}`,
    ...usageLine('keyUsage', wishes.keyUsage, 'critical,keyCertSign,cRLSign'),
  ]);
}

/** Makes the certificate of a device, or one that proves possession. */
export async function makeLeaf(wishes: LeafWishes): Promise<MadeCertificate> {
  return makeCertificate(wishes, wishes.issuer, [
    'basicConstraints = critical,CA:FALSE',
    ...usageLine('keyUsage', wishes.keyUsage, 'critical,digitalSignature'),
    ...usageLine('extendedKeyUsage', wishes.extendedKeyUsage, 'clientAuth'),
  ]);
}

export interface RequestWishes extends Pick<Wishes, 'cn' | 'subject' | 'stringMask' | 'key' | 'digest'> {
  /** Extensions that the request asks for, lines of an openssl configuration. */
  readonly asked?: readonly string[];
}

/** Makes a certificate signing request (PKCS#10) as `openssl req` does. */
export async function makeSigningRequest(
  wishes: RequestWishes,
): Promise<{ readonly requestPem: string; readonly der: Uint8Array<ArrayBuffer>; readonly keyPem: string }> {
  return inFolder(async (folder) => {
    const keyPem = await writeRequest(folder, wishes);
    const requestPem = await readFile(join(folder, 'request.pem'), 'utf8');
    return { requestPem, der: decodePem(requestPem), keyPem };
  });
}

function usageLine(name: string, wish: string | null | undefined, usual: string): string[] {
  return wish === null ? [] : [`${name} = ${wish ?? usual}`];
}

async function makeCertificate(
  wishes: Wishes,
  issuer: MadeCertificate | undefined,
  extensions: readonly string[],
): Promise<MadeCertificate> {
  return inFolder(async (folder) => {
    const keyPem = await writeRequest(folder, wishes);
    await writeFile(join(folder, 'index.txt'), '');
    const issued = issuer === undefined ? [] : ['authorityKeyIdentifier = keyid'];
    const lines = [...extensions, ...issued, ...(wishes.extensions ?? [])];
    await writeFile(join(folder, 'ca.cnf'), printConfiguration(folder, lines));
    await writeFile(join(folder, 'issuer-key.pem'), issuer?.keyPem ?? keyPem, { mode: 0o600 });
    if (issuer !== undefined) await writeFile(join(folder, 'issuer.pem'), issuer.certificatePem);
    // `openssl x509` of OpenSSL 3.0 cannot be told dates; `openssl ca` can.
    await runOpenssl(folder, [
      ...['ca', '-config', 'ca.cnf', '-batch', '-notext', '-preserveDN', '-extensions', 'wanted'],
      ...['-in', 'request.pem', '-out', 'certificate.pem', '-keyfile', 'issuer-key.pem'],
      ...(issuer === undefined ? ['-selfsign'] : ['-cert', 'issuer.pem']),
      ...['-startdate', printDate(wishes.notBefore ?? Date.UTC(2020, 0, 1))],
      ...['-enddate', printDate(wishes.notAfter ?? Date.UTC(2049, 0, 1))],
      ...['-md', digestOf(wishes)],
      ...(wishes.isPss === true ? ['-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:digest'] : []),
    ]);
    const certificatePem = await readFile(join(folder, 'certificate.pem'), 'utf8');
    const der = decodePem(certificatePem);
    const chain = [der, ...(issuer?.chain ?? [])];
    return { certificatePem, keyPem, der, chain, chainPem: certificatePem + (issuer?.chainPem ?? '') };
  });
}

async function writeRequest(folder: string, wishes: RequestWishes): Promise<string> {
  const { key = 'P-256' } = wishes;
  const keyPem = typeof key === 'string' ? await runOpenssl(folder, ['genpkey', ...KEY_KINDS[key]]) : key.keyPem;
  await writeFile(join(folder, 'key.pem'), keyPem, { mode: 0o600 });
  const named = wishes.cn === '' ? '/O=Nobody' : `/CN=${wishes.cn.replaceAll(/[\\/+]/g, String.raw`\$&`)}`;
  const names = `[req]\nstring_mask = ${wishes.stringMask ?? 'utf8only'}\ndistinguished_name = name\n[name]\n`;
  await writeFile(join(folder, 'request.cnf'), names);
  await runOpenssl(folder, [
    ...['req', '-new', '-utf8', '-key', 'key.pem', '-subj', wishes.subject ?? named, '-out', 'request.pem'],
    ...['-config', 'request.cnf'],
    ...(wishes.asked ?? []).flatMap((line) => ['-addext', line]),
    ...(digestOf(wishes) === 'default' ? [] : [`-${digestOf(wishes)}`]),
  ]);
  return keyPem;
}

/** Ed25519 signs without a digest of its own, which openssl calls the default one. */
function digestOf({ key, digest }: Pick<Wishes, 'key' | 'digest'>): string {
  return key === 'Ed25519' ? 'default' : (digest ?? 'SHA-256').replace('-', '').toLowerCase();
}

function printConfiguration(folder: string, extensions: readonly string[]): string {
  return [
    ...['[ca]', 'default_ca = local'],
    ...['[local]', `database = ${join(folder, 'index.txt')}`, `new_certs_dir = ${folder}`],
    ...['policy = any', 'unique_subject = no', 'rand_serial = yes'],
    ...['[any]', 'commonName = optional', 'organizationName = optional'],
    ...['[wanted]', 'subjectKeyIdentifier = hash', ...extensions],
  ].join('\n');
}

function printDate(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
}

function decodePem(pem: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64'));
}

async function runOpenssl(folder: string, options: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('openssl', options, { cwd: folder });
  return stdout;
}

async function inFolder<Made>(make: (folder: string) => Promise<Made>): Promise<Made> {
  const folder = await mkdtemp(join(tmpdir(), 'openssl-'));
  try {
    return await make(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
