import {
  Attribute,
  AuthenticatedSafe,
  CertBag,
  Certificate,
  PFX,
  PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  SafeBag,
  SafeContents,
} from 'pkijs';
import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { encodeDer, TAG } from '#core/bytes/der';
import { encodeOid } from '#core/bytes/der-values';
import { sha1 } from '#core/bytes/sync-digest';
import { PFX_OBJECT } from '#core/pkcs/pfx-object';
import { encodeBmp } from '#core/pkcs/pkcs12-kdf';
import { createPfxWriter, type NewPfx, type PfxSettings, writePfx } from '#core/pkcs/write-pfx';

/** Files to be written one after the other. `many`: with one writer. */
export interface PfxTask {
  readonly variant: 'ours' | 'many' | 'pkijs';
  readonly count: number;
  readonly pkcs8Base64: string;
  /** Leaf first. */
  readonly certificatesBase64: readonly [string, ...string[]];
  readonly friendlyName: string;
  readonly password: string;
  readonly iterations: number;
}

export interface PfxAnswer {
  readonly perSecond: number;
  /** The last file, to be checked. */
  readonly pfxBase64: string;
}

type Write = () => Promise<Uint8Array>;

const decode = (base64: string): Uint8Array<ArrayBuffer> => new Uint8Array(decodeBase64(base64) ?? []);

async function run(task: PfxTask): Promise<PfxAnswer> {
  const [leaf, ...issuers] = task.certificatesBase64;
  const pfx: NewPfx = {
    pkcs8: decode(task.pkcs8Base64),
    certificates: [decode(leaf), ...issuers.map(decode)],
    friendlyName: task.friendlyName,
  };
  const settings: PfxSettings = { password: task.password, iterations: task.iterations, form: 'modern' };
  const startedAt = performance.now();
  const write = await prepare(task.variant, pfx, settings);
  let file = new Uint8Array();
  for (let left = task.count; left > 0; left -= 1) file = new Uint8Array(await write());
  const perSecond = task.count / ((performance.now() - startedAt) / 1000);
  return { perSecond, pfxBase64: encodeBase64(file) };
}

async function prepare(variant: PfxTask['variant'], pfx: NewPfx, settings: PfxSettings): Promise<Write> {
  if (variant === 'pkijs') return () => writeByPkijs(pfx, settings);
  if (variant === 'ours') return () => writePfx(crypto, { ...pfx, ...settings });
  const write = await createPfxWriter(crypto, settings);
  return () => write(pfx);
}

/** As pkijs documents it, with what ours writes: AES-256, PBKDF2 and HMAC with SHA-256, names and numbers. */
async function writeByPkijs({ pkcs8, certificates, friendlyName }: NewPfx, settings: PfxSettings): Promise<Uint8Array> {
  const password = new Uint8Array(new TextEncoder().encode(settings.password)).buffer;
  const encryption = {
    password,
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 } as Algorithm,
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: settings.iterations,
  };
  const bagAttributes = (): Attribute[] =>
    attributesOf(friendlyName, sha1(certificates[0])).map((der) => Attribute.fromBER(der));
  const keyBag = new PKCS8ShroudedKeyBag({ parsedValue: PrivateKeyInfo.fromBER(new Uint8Array(pkcs8)) });
  await keyBag.makeInternalValues(encryption as Parameters<typeof keyBag.makeInternalValues>[0]);
  const keys = new SafeContents({
    safeBags: [new SafeBag({ bagId: PFX_OBJECT.shroudedKeyBag, bagValue: keyBag, bagAttributes: bagAttributes() })],
  });
  const bags = certificates.map((der, index) => {
    const bagValue = new CertBag({ parsedValue: Certificate.fromBER(new Uint8Array(der)) });
    return new SafeBag({
      bagId: PFX_OBJECT.certificateBag,
      bagValue,
      ...(index === 0 && { bagAttributes: bagAttributes() }),
    });
  });
  const authenticatedSafe = new AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        { privacyMode: 0, value: keys },
        { privacyMode: 1, value: new SafeContents({ safeBags: bags }) },
      ],
    },
  });
  await authenticatedSafe.makeInternalValues({ safeContents: [{}, encryption] });
  const pfx = new PFX({ parsedValue: { integrityMode: 0, authenticatedSafe } });
  await pfx.makeInternalValues({
    password,
    iterations: settings.iterations,
    pbkdf2HashAlgorithm: 'SHA-256',
    hmacHashAlgorithm: 'SHA-256',
  });
  return new Uint8Array(pfx.toSchema().toBER());
}

function attributesOf(friendlyName: string, localKeyId: Uint8Array): readonly Uint8Array<ArrayBuffer>[] {
  const attribute = (oid: string, value: Uint8Array): Uint8Array<ArrayBuffer> =>
    encodeDer(TAG.sequence, encodeOid(oid), encodeDer(TAG.set, value));
  return [
    attribute(PFX_OBJECT.friendlyName, encodeDer(TAG.bmpString, encodeBmp(friendlyName))),
    attribute(PFX_OBJECT.localKeyId, encodeDer(TAG.octetString, localKeyId)),
  ];
}

Object.assign(globalThis, { bench: { run } });
