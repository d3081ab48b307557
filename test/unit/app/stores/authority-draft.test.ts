import { describe, expect, test } from 'vitest';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import {
  changeProfile,
  judgeAuthorityDraft,
  makeAuthorityDraft,
  type AuthorityDraft,
} from '#app/stores/authority-draft';
import { sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';
import vectors from '../../../vectors/x509.json';

const NOW = Date.UTC(2026, 0, 5, 9, 10, 11);
/** The vectors end with 2048. */
const END = Date.UTC(2049, 0, 1);

const keep = (lines: readonly string[], commonName: string): KeptCertificate => {
  const parts = { derBase64: lines.slice(1, -1).join(''), isAuthority: true, notAfter: END };
  return sampleCertificate('root', sampleFacts(commonName, parts));
};
const ROOT = keep(vectors.root, 'Vector root');
const SIGNS_DEVICES_ONLY = keep(vectors.intermediate, 'Vector intermediate');

const codesOf = (draft: AuthorityDraft, issuer?: KeptCertificate, now = NOW): unknown =>
  Object.fromEntries(
    [...judgeAuthorityDraft(draft, issuer, now).fields]
      .map(([name, { error, notes }]) => [name, error?.code ?? notes[0]?.code] as const)
      .filter(([, code]) => code !== undefined),
  );

describe('a root', () => {
  test('begins as Azure recommends it, and is made once it has a name', () => {
    const draft = makeAuthorityDraft('azure', undefined, NOW);
    expect(draft).toMatchObject({ commonName: '', keyKind: 'P-256', pathLength: 'any', keyPlace: 'vault' });
    expect(codesOf(draft)).toEqual({ name: 'certificate/name-empty' });
    expect(judgeAuthorityDraft(draft, undefined, NOW).wish).toBeUndefined();
    expect(judgeAuthorityDraft({ ...draft, commonName: ' Contoso Root ' }, undefined, NOW).wish).toEqual({
      commonName: 'Contoso Root',
      authorityId: undefined,
      profile: 'azure',
      keyKind: 'P-256',
      validity: { notBefore: Date.UTC(2026, 0, 5, 9, 10, 11), notAfter: Date.UTC(2036, 0, 5, 9, 10, 11) },
      pathLength: undefined,
      keyPlace: 'vault',
    });
  });

  test('is not made while its period is not told, and its other fields are judged all the same', () => {
    const begun = makeAuthorityDraft('azure', undefined, NOW);
    const draft = { ...begun, validity: { ...begun.validity, amount: '' } };
    expect(codesOf(draft)).toEqual({ name: 'certificate/name-empty' });
    expect(judgeAuthorityDraft({ ...draft, commonName: 'Root' }, undefined, NOW).wish).toBeUndefined();
  });

  test('that has ended already is noted at its period, and made', () => {
    const begun = makeAuthorityDraft('azure', undefined, NOW);
    const dates = { start: 'date', fromDate: '2020-01-01', end: 'date', untilDate: '2020-12-31' } as const;
    const validity = { ...begun.validity, ...dates };
    const draft = { ...begun, commonName: 'Old Root', validity };
    expect(codesOf(draft)).toEqual({ validity: 'certificate/already-ended' });
    expect(judgeAuthorityDraft(draft, undefined, NOW).wish?.validity.notAfter).toBe(Date.UTC(2020, 11, 31, 23, 59, 59));
  });

  test('of another profile has its name, key and period, but for what was chosen by hand', () => {
    const begun = makeAuthorityDraft('azure', undefined, NOW);
    expect(changeProfile(begun, 'cert-gen', undefined, NOW)).toMatchObject({
      commonName: 'Azure IoT Hub CA Cert Test Only',
      keyKind: 'RSA-4096',
      validity: { end: 'days', amount: '30' },
    });
    const chosen = { ...begun, commonName: 'Mine', keyKind: 'P-384' } as const;
    expect(changeProfile(chosen, 'cert-gen', undefined, NOW)).toMatchObject({
      profile: 'cert-gen',
      commonName: 'Mine',
      keyKind: 'P-384',
      validity: { end: 'days', amount: '30' },
    });
  });
});

describe('an intermediate', () => {
  test('signs devices only unless told, by its issuer', () => {
    const draft = { ...makeAuthorityDraft('azure', ROOT, NOW), commonName: 'Plant CA' };
    expect(draft.pathLength).toBe('0');
    expect(judgeAuthorityDraft(draft, ROOT, NOW).wish).toMatchObject({ authorityId: 'root', pathLength: 0 });
  });

  test('begins with the last whole day of an issuer that ends before it would', () => {
    const late = Date.UTC(2047, 5, 1);
    const draft = makeAuthorityDraft('azure', ROOT, late);
    expect(draft.validity).toMatchObject({ end: 'date', untilDate: '2048-12-31' });
    expect(codesOf({ ...draft, commonName: 'Plant CA' }, ROOT, late)).toEqual({});
  });

  test('that outlives its issuer is refused at its period, one of its name at the name', () => {
    const draft = { ...makeAuthorityDraft('azure', ROOT, NOW), commonName: 'Plant CA' };
    const validity = { ...draft.validity, end: 'years', amount: '30' } as const;
    expect(codesOf({ ...draft, validity }, ROOT)).toEqual({ validity: 'certificate/outlives-issuer' });
    expect(codesOf({ ...draft, commonName: '' }, ROOT)).toEqual({ name: 'certificate/name-empty' });
  });

  test('below one that signs devices only is refused as a whole', () => {
    const draft = { ...makeAuthorityDraft('azure', SIGNS_DEVICES_ONLY, NOW), commonName: 'Plant CA' };
    expect(codesOf(draft, SIGNS_DEVICES_ONLY)).toEqual({ authority: 'certificate/issuer-path-length' });
  });
});

test('a kept certificate that cannot be read is our mistake', () => {
  const unreadable = sampleCertificate('root', sampleFacts('Broken'));
  expect(() => judgeAuthorityDraft(makeAuthorityDraft('azure', undefined, NOW), unreadable, NOW)).toThrow(TypeError);
});
