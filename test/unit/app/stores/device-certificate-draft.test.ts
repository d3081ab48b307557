import { describe, expect, test } from 'vitest';
import type { Shelf } from '#core/ports/certificate-maker';
import {
  chooseSigner,
  judgeDeviceDraft,
  listSigners,
  makeDeviceDraft,
  rebaseDeviceDraft,
  type DeviceCertificateDraft,
  type DeviceCertificateField,
  type DeviceCertificateKind,
} from '#app/stores/device-certificate-draft';
import { SAMPLE_SHELF, SAMPLE_TIME } from '../../../support/certificate-samples.ts';
import { REAL_INTERMEDIATE, REAL_ROOT, ROOT_SHELF, SIGNING_SHELF } from '../../../support/certificate-shelves.ts';

const NOW = SAMPLE_TIME;
const make = (kind: DeviceCertificateKind, part: Partial<DeviceCertificateDraft> = {}): DeviceCertificateDraft => ({
  ...makeDeviceDraft(kind, 'azure', REAL_ROOT, NOW),
  name: kind === 'module' ? 'pump-17/filter' : 'pump-17',
  keyPlace: 'vault-exportable',
  ...part,
});
const judge = (draft: DeviceCertificateDraft, shelf: Shelf = ROOT_SHELF) => judgeDeviceDraft(draft, shelf, NOW);
const errorsOf = (draft: DeviceCertificateDraft): Partial<Record<DeviceCertificateField, string>> =>
  Object.fromEntries([...judge(draft).fields].flatMap(([field, { error }]) => (error ? [[field, error.code]] : [])));
const notesOf = (draft: DeviceCertificateDraft, field: DeviceCertificateField): string[] =>
  (judge(draft).fields.get(field)?.notes ?? []).map(({ code }) => code);

describe('who can sign', () => {
  test('is whoever has its key here and has not ended, the newest first', () => {
    expect(listSigners(SIGNING_SHELF, NOW).map(({ id }) => id)).toEqual([REAL_INTERMEDIATE.id, REAL_ROOT.id]);
    expect(listSigners(ROOT_SHELF, Date.UTC(2050, 0, 1))).toEqual([]);
    expect(listSigners(SAMPLE_SHELF, NOW).map(({ id }) => id)).toEqual(['root', 'intermediate']);
  });

  test('is chosen by what is to be signed: who is wanted if they can, or else the newest that can', () => {
    const chosen = (kind: DeviceCertificateKind, wantedId?: string, shelf = SIGNING_SHELF) =>
      chooseSigner(kind, shelf, NOW, wantedId)?.id;
    expect([chosen('device'), chosen('device', REAL_ROOT.id)]).toEqual([REAL_INTERMEDIATE.id, REAL_ROOT.id]);
    expect([chosen('edge-ca'), chosen('edge-ca', REAL_INTERMEDIATE.id)]).toEqual([REAL_ROOT.id, REAL_ROOT.id]);
    const alone = { ...ROOT_SHELF, certificates: [REAL_INTERMEDIATE] };
    expect(chosen('edge-ca', undefined, alone)).toBe(REAL_INTERMEDIATE.id);
    expect(chosen('device', undefined, { ...ROOT_SHELF, certificates: [] })).toBeUndefined();
  });

  test('changes with the kind, unless somebody was chosen who can sign both', () => {
    const rebase = (draft: DeviceCertificateDraft, kind: DeviceCertificateKind) =>
      rebaseDeviceDraft(draft, { kind }, SIGNING_SHELF, NOW);
    const usual = make('device', { authorityId: REAL_INTERMEDIATE.id });
    const edge = rebase(usual, 'edge-ca');
    expect([edge.authorityId, rebase(edge, 'device').authorityId]).toEqual([REAL_ROOT.id, REAL_INTERMEDIATE.id]);
    const own = rebase(make('device', { authorityId: REAL_ROOT.id }), 'module');
    expect(own.authorityId).toBe(REAL_ROOT.id);
  });
});

describe('a certificate for a device', () => {
  test.each([
    ['device', 'pump-17', 'pump-17'],
    ['module', ' pump-17/filter ', 'pump-17/filter'],
    ['edge-ca', 'pump-17', 'pump-17'],
  ] as const)('as a %s is wished for with what was chosen', (role, typed, name) => {
    expect(judge(make(role, { name: typed })).wish).toMatchObject({
      kind: 'one',
      wish: { role, name, authorityId: REAL_ROOT.id, profile: 'azure', keyKind: 'P-256', keyPlace: 'vault-exportable' },
    });
  });

  test('has the name that DPS knows the device by', () => {
    expect(errorsOf(make('device', { name: '' }))).toEqual({ name: 'id/empty' });
    expect(errorsOf(make('device', { name: 'two words' }))).toEqual({ name: 'id/character' });
    expect(errorsOf(make('device', { name: 'a'.repeat(65) }))).toEqual({ name: 'id/too-long' });
    expect(errorsOf(make('module', { name: 'pump-17' }))).toEqual({ name: 'certificate/module-name' });
    expect(notesOf(make('device', { name: 'Pump-17' }), 'name')).toEqual(['id/upper-case']);
  });

  test('needs an authority, a place for its key, and a period', () => {
    expect(errorsOf(make('device', { authorityId: undefined }))).toEqual({ authority: 'certificate/issuer-missing' });
    const undecided = judge(make('device', { keyPlace: undefined }));
    expect([...undecided.missing]).toEqual(['keyPlace']);
    expect(undecided.wish).toBeUndefined();
    const { validity } = make('device');
    expect(judge(make('device', { validity: { ...validity, amount: '' } })).wish).toBeUndefined();
  });

  test('must not outlive its issuer, and is made so that it does not', () => {
    const { validity } = make('device');
    const long = make('device', { validity: { ...validity, amount: '50' } });
    expect(errorsOf(long)).toEqual({ validity: 'certificate/outlives-issuer' });
    const late = makeDeviceDraft('device', 'azure', REAL_ROOT, Date.UTC(2048, 6, 1));
    expect(late.validity).toMatchObject({ end: 'date', untilDate: '2048-12-31' });
  });

  test('of a kind of key that Azure may not take is noted', () => {
    expect(notesOf(make('device', { keyKind: 'P-384' }), 'keyKind')).toEqual(['certificate/key-kind-unsure']);
  });

  test('of an IoT Edge CA cannot be signed by what signs devices only', () => {
    const draft = make('edge-ca', { authorityId: REAL_INTERMEDIATE.id });
    const { fields, wish } = judge(draft, SIGNING_SHELF);
    expect(fields.get('authority')?.error?.code).toBe('certificate/issuer-path-length');
    expect(wish).toBeUndefined();
    expect(judge({ ...draft, authorityId: REAL_ROOT.id }, SIGNING_SHELF).wish).toBeDefined();
  });
});

describe('a pair', () => {
  test('is signed by nobody else, and its second certificate ends later', () => {
    const { wish } = judge(make('pair', { authorityId: undefined }));
    if (wish?.kind !== 'pair') throw new TypeError('a pair was wished for');
    expect(wish.wish).toMatchObject({ deviceId: 'pump-17', keyPlace: 'vault-exportable' });
    expect(wish.wish.validity.secondary.notAfter).toBeGreaterThan(wish.wish.validity.primary.notAfter);
  });

  test('whose certificates end at once is of no use', () => {
    const draft = make('pair');
    const { missing, wish } = judge({ ...draft, secondValidity: draft.validity });
    expect([...missing]).toEqual(['secondValidity']);
    expect(wish).toBeUndefined();
  });

  test('has each of its periods judged by itself', () => {
    const draft = make('pair');
    const ended = { ...draft.validity, end: 'date', untilDate: '2025-01-01' } as const;
    expect(errorsOf({ ...draft, validity: ended })).toEqual({ validity: 'certificate/dates-backwards' });
    expect(errorsOf({ ...draft, secondValidity: ended })).toEqual({ secondValidity: 'certificate/dates-backwards' });
  });
});

describe('another profile, kind or authority', () => {
  test('brings what it makes certificates with', () => {
    const draft = rebaseDeviceDraft(make('device'), { profile: 'cert-gen' }, ROOT_SHELF, NOW);
    expect(draft).toMatchObject({ profile: 'cert-gen', keyKind: 'RSA-4096', validity: { end: 'days', amount: '30' } });
    expect(rebaseDeviceDraft(draft, { profile: 'azure' }, ROOT_SHELF, NOW)).toMatchObject({
      keyKind: 'P-256',
      validity: { end: 'years', amount: '1' },
    });
  });

  test('leaves what was changed by hand', () => {
    const own = { ...make('device').validity, amount: '3' };
    const draft = make('device', { keyKind: 'P-384', validity: own });
    expect(rebaseDeviceDraft(draft, { profile: 'cert-gen', kind: 'module' }, ROOT_SHELF, NOW)).toMatchObject({
      kind: 'module',
      keyKind: 'P-384',
      validity: own,
      name: 'pump-17',
    });
  });
});
