import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { OutputFile, OutputSettings } from '#core/certificate-export/certificate-output';
import { readPfx } from '#core/pkcs/read-pfx';
import { readPrivateKey } from '#core/pkcs/private-key';
import {
  createTestCertificateMaker,
  deviceWish,
  forDays,
  pairWish,
  rootWish,
} from '../../../support/certificate-makers.ts';

const { subtle } = globalThis.crypto;
const settings: OutputSettings = {
  dpsHost: 'global.azure-devices-provisioning.net',
  idScope: '0ne00000001',
  directory: '/etc/aziot/certificates',
};
const protectedBy = { ...settings, password: 'a password' };

const textOf = ({ content }: OutputFile): string => (typeof content === 'string' ? content : '');
const bytesOf = async ({ content }: OutputFile): Promise<Uint8Array> =>
  content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : (content as Uint8Array);

async function makeDevice(keyPlace: 'vault' | 'vault-exportable' | 'browser' = 'vault-exportable') {
  const maker = createTestCertificateMaker();
  const rootId = await maker.makeAuthority(rootWish());
  return { maker, rootId, id: await maker.makeDevice(deviceWish(rootId, { keyPlace })) };
}

describe('a file of a certificate that is kept', () => {
  test('has its chain, and its key where that may leave', async () => {
    const { maker, id } = await makeDevice();
    expect(textOf(await maker.output(id, 'full-chain', settings)).match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    const key = await readPrivateKey(subtle, textOf(await maker.output(id, 'key', settings)));
    expect(key).toMatchObject({ ok: true, value: { kind: 'P-256' } });
    const pfx = await readPfx(subtle, await bytesOf(await maker.output(id, 'pfx', protectedBy)), 'a password');
    expect(pfx.ok && [pfx.value.keys.length, pfx.value.certificates.length]).toEqual([1, 2]);
    const archive = unzipSync(await bytesOf(await maker.output(id, 'archive', protectedBy)));
    expect(Object.keys(archive).length).toBeGreaterThan(2);
  });

  test.each(['vault', 'browser'] as const)(
    'with a key that stays (%s) is refused, and all others are made',
    async (place) => {
      const { maker, id } = await makeDevice(place);
      const stays = { code: 'certificate/key-not-exportable', facts: { name: 'pump-17' } };
      for (const output of ['key', 'encrypted-key', 'pfx'] as const) {
        await expect(maker.output(id, output, protectedBy)).rejects.toMatchObject(stays);
      }
      expect(textOf(await maker.output(id, 'certificate-pem', settings))).toContain('BEGIN CERTIFICATE');
    },
  );

  test('whose key is elsewhere says so', async () => {
    const { maker, id } = await makeDevice();
    const { content } = await maker.output(id, 'certificate-der', settings);
    const other = createTestCertificateMaker();
    const imported = await other.importCertificate({ parts: [content as Uint8Array] }, 'vault');
    const elsewhere = { code: 'certificate/key-elsewhere', facts: { name: 'pump-17' } };
    await expect(other.output(imported, 'key', settings)).rejects.toMatchObject(elsewhere);
  });

  test('with a password needs one', async () => {
    const { maker, id } = await makeDevice();
    await expect(maker.output(id, 'pfx', settings)).rejects.toMatchObject({ code: 'certificate/password-missing' });
  });

  test('for an enrollment has both halves of a pair, the newest of each', async () => {
    const maker = createTestCertificateMaker();
    const [primary, secondary] = await maker.makePair(pairWish());
    maker.ports.clock.set(maker.ports.clock.now() + 1);
    const next = await maker.renew({ id: secondary, key: 'new', validity: forDays(900) });
    const printed = textOf(await maker.output(primary, 'enrollment', settings));
    const shown = async (id: string) => (await maker.kept(id)).facts.derBase64;
    expect(printed.replace(/\\n|\s/g, '')).toContain(await shown(next));
    expect(printed.replace(/\\n|\s/g, '')).not.toContain(await shown(secondary));
  });

  test('that is gone is not made', async () => {
    const gone = createTestCertificateMaker().output('gone', 'key', settings);
    await expect(gone).rejects.toMatchObject({ code: 'certificate/unknown' });
  });
});
