import { describe, expect, test } from 'vitest';
import { CERTIFICATE_OUTPUTS } from '#core/certificate-export/certificate-output';
import { needsOf, outputsOf } from '#core/certificate-export/outputs-of';
import { createOutputDesk } from '#app/stores/output-desk';
import { EMPTY_OUTPUT_DRAFT, judgeOutput, outputSettingsOf, type OutputDraft } from '#app/stores/output-draft';
import { NO_CLOUDS } from '#app/stores/endpoint';
import { SAMPLE_CERTIFICATES, sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';
import { createFakeServices, SERVER_CLOUD } from '../../../support/fake-services.ts';
import vectors from '../../../vectors/x509.json';

const EXPORTABLE = { key: { kind: 'vault', isExportable: true } } as const;
const LEAF = sampleCertificate('device', sampleFacts('pump-17'), EXPORTABLE);
const EDGE_CA = sampleCertificate('edge-ca', sampleFacts('edge-1.ca', { isAuthority: true }), EXPORTABLE);
const draft = (part: Partial<OutputDraft> = {}): OutputDraft => ({ ...EMPTY_OUTPUT_DRAFT, ...part });
const faults = (...given: Parameters<typeof judgeOutput>): unknown =>
  Object.fromEntries([...judgeOutput(...given)].map(([name, { needed, error }]) => [name, error?.code ?? needed]));

describe('the fields of an output', () => {
  test('have a place for all that it needs, of every certificate', () => {
    for (const certificate of SAMPLE_CERTIFICATES) {
      for (const output of outputsOf(certificate)) {
        const needed = [...judgeOutput(certificate, output, draft())].filter(([, field]) => field.needed);
        const needs = needsOf(output, certificate, draft()).filter((need) => need !== 'key');
        expect([output, needed.map(([name]) => name).toSorted()]).toEqual([output, [...needs].toSorted()]);
      }
    }
    expect(CERTIFICATE_OUTPUTS.length).toBe(11);
  });

  test('say what lacks, and let be empty what is not needed', () => {
    expect(faults(LEAF, 'pfx', draft())).toEqual({ password: 'certificate/password-missing' });
    expect(faults(LEAF, 'pfx', draft({ password: ' ' }))).toEqual({ password: true });
    expect(faults(LEAF, 'environment', draft({ idScope: '0ne00A1B2C3' }))).toEqual({
      idScope: true,
      hubHost: false,
      directory: false,
    });
    expect(faults(LEAF, 'environment', draft({ hubHost: 'https://a.b' }))).toMatchObject({
      idScope: 'id-scope/form',
      hubHost: 'host/with-scheme',
    });
  });

  test('follow what was chosen: the hub of a device that is told it, a host of its own', () => {
    expect(Object.keys(faults(LEAF, 'edge-config', draft()) as object)).toEqual(['idScope', 'directory']);
    const manual = draft({ edgeProvisioning: 'manual' });
    expect(Object.keys(faults(LEAF, 'edge-config', manual) as object)).toEqual(['hubHost', 'directory']);
    expect(faults(LEAF, 'edge-config', draft({ endpoint: 'own' }))).toMatchObject({ ownHost: 'host/form' });
    expect(Object.keys(faults(EDGE_CA, 'edge-config', draft()) as object)).toEqual(['directory']);
  });

  test('take one certificate as the trust bundle', () => {
    const bundle = (trustBundle: string): unknown =>
      judgeOutput(LEAF, 'downstream', draft({ trustBundle })).get('trustBundle')?.error?.code;
    expect(bundle(vectors.root.join('\n'))).toBeUndefined();
    expect(bundle(vectors.request.join('\n'))).toMatch(/^x509\//);
  });
});

describe('the settings of an output', () => {
  const settings = (part: Partial<OutputDraft>, output: Parameters<typeof outputSettingsOf>[1]) =>
    outputSettingsOf(LEAF, output, draft(part), NO_CLOUDS, [LEAF, EDGE_CA]);

  test('hold what it has a place for, tidied, and no password for what needs none', () => {
    const part = { idScope: ' 0ne00A1B2C3 ', hubHost: '', password: 'secret', directory: ' /etc\u0007/certs ' };
    expect(settings(part, 'environment')).toEqual({
      dpsHost: 'global.azure-devices-provisioning.net',
      directory: '/etc/certs',
      edgeProvisioning: 'dps',
      isLegacyPfx: false,
      idScope: '0ne00A1B2C3',
    });
    expect(settings({ password: ' p w ', isMadePassword: true, isLegacyPfx: true }, 'pfx')).toMatchObject({
      password: ' p w ',
      isMadePassword: true,
      isLegacyPfx: true,
    });
    expect(settings({ password: 'p', isLegacyPfx: true }, 'archive').isLegacyPfx).toBe(false);
  });

  test('leave out what does not pass', () => {
    expect(settings({ idScope: 'x', hubHost: 'https://a' }, 'environment')).not.toHaveProperty('idScope');
  });

  test('name the CA of an Edge device that is kept', () => {
    expect(settings({ edgeCaId: 'edge-ca' }, 'edge-config').edgeCa).toBe(EDGE_CA);
    expect(settings({ edgeCaId: 'gone' }, 'edge-config')).not.toHaveProperty('edgeCa');
    expect(settings({ edgeCaId: 'edge-ca' }, 'environment')).not.toHaveProperty('edgeCa');
  });
});

describe('the desk', () => {
  test('fills in the ID scope of a local cloud, and takes it away with the cloud', async () => {
    const services = createFakeServices();
    const desk = createOutputDesk(services);
    await desk.clouds.askServer();
    await desk.chooseEndpoint('server');
    expect(desk.draft.get()).toMatchObject({ endpoint: 'server', idScope: SERVER_CLOUD.idScope });
    await desk.chooseEndpoint('browser');
    expect(desk.draft.get()).toMatchObject({ endpoint: 'browser', idScope: '0ne0000BBBB' });
    await desk.chooseEndpoint('global');
    expect(desk.draft.get().idScope).toBe('');
  });

  test('leaves an ID scope that was typed', async () => {
    const desk = createOutputDesk(createFakeServices());
    desk.change({ idScope: '0ne00A1B2C3' });
    await desk.chooseEndpoint('browser');
    expect(desk.draft.get().idScope).toBe('0ne00A1B2C3');
  });

  test('makes a password that nobody guesses, and forgets it', () => {
    const desk = createOutputDesk(createFakeServices());
    desk.makePassword();
    const first = desk.draft.get().password;
    desk.makePassword();
    expect(desk.draft.get()).toMatchObject({ isMadePassword: true });
    expect(desk.draft.get().password).not.toBe(first);
    expect(first.length).toBeGreaterThanOrEqual(26);
    desk.forgetPassword();
    expect(desk.draft.get()).toMatchObject({ password: '', isMadePassword: false });
  });

  test('forgets all when the page ends', () => {
    const desk = createOutputDesk(createFakeServices());
    desk.change({ password: 'secret', hubHost: 'hub' });
    desk.dispose();
    expect(desk.draft.get()).toEqual(EMPTY_OUTPUT_DRAFT);
  });
});
