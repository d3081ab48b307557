import { describe, expect, test } from 'vitest';
import {
  countCertificates,
  deviceCertificatesOf,
  filterCertificates,
  type CertificateFilter,
} from '#app/stores/device-certificates';
import { SAMPLE_SHELF, SAMPLE_TIME, sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';

const DAY_MS = 86_400_000;
const device = (name: string, from: number, until: number) =>
  sampleCertificate(
    'device',
    sampleFacts(name, { notBefore: SAMPLE_TIME + from * DAY_MS, notAfter: SAMPLE_TIME + until * DAY_MS }),
    { id: name },
  );
const ALL = [device('good', -10, 90), device('soon', -90, 10), device('ended', -90, -1), device('later', 1, 90)];
const find = (filter: CertificateFilter, text = ''): string[] =>
  filterCertificates(ALL, filter, text, SAMPLE_TIME).map(({ id }) => id);

describe('certificates of devices', () => {
  test('are all but those of authorities that enrollment groups are made with, the newest first', () => {
    const roles = new Set(deviceCertificatesOf(SAMPLE_SHELF).map(({ role }) => role));
    expect(roles).toEqual(new Set(['device', 'module', 'edge-ca', 'self-signed']));
    const [old, young] = ALL.map((one, at) => ({ ...one, createdAt: at }));
    const shelf = { ...SAMPLE_SHELF, certificates: [old, young].flatMap((one) => one ?? []) };
    expect(deviceCertificatesOf(shelf).map(({ id }) => id)).toEqual(['soon', 'good']);
  });

  test('are filtered by their life, and counted', () => {
    expect(find('all')).toHaveLength(4);
    expect(find('soon')).toEqual(['soon']);
    expect(find('ended')).toEqual(['ended']);
    expect(countCertificates(ALL, SAMPLE_TIME)).toEqual({ all: 4, soon: 1, ended: 1 });
  });

  test('are found by their name and their issuer, whatever the case', () => {
    expect(find('all', ' GOO ')).toEqual(['good']);
    expect(find('all', 'cn=e')).toEqual(['ended']);
    expect(find('soon', 'good')).toEqual([]);
  });

  test('are found by the beginning of a thumbprint or serial number in any spelling, from four digits on', () => {
    const [{ facts } = { facts: sampleFacts('') }] = ALL;
    const digits = facts.sha1Thumbprint.slice(0, 8).toLowerCase();
    expect(find('all', digits.replaceAll(/../g, '$&:'))).toEqual(['good']);
    expect(find('all', facts.serialNumber)).toEqual(['good']);
    expect(find('all', digits.slice(0, 3))).toEqual([]);
  });
});
