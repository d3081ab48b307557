import { describe, expect, test } from 'vitest';
import { isAddress, isForHost, printServerName } from '#core/tls/server-name';
import type { GeneralName } from '#core/x509/general-name';

const dns = (value: string): GeneralName => ({ kind: 'dns', value });
const ip = (...octets: number[]): GeneralName => ({ kind: 'ip', value: Uint8Array.from(octets) });
const isFor = (host: string, ...subjectAlternativeNames: GeneralName[]): boolean =>
  isForHost({ subjectAlternativeNames }, host);

const LOOPBACK_6 = [...Array.from({ length: 15 }, () => 0), 1];

describe('a certificate is for a host (RFC 9525, 6)', () => {
  test.each([
    ['the name itself', 'h.azure-devices.net', dns('h.azure-devices.net')],
    ['whatever the case of either', 'H.Azure-Devices.net', dns('h.azure-DEVICES.NET')],
    ['with the dot of the root behind the host', 'h.azure-devices.net.', dns('h.azure-devices.net')],
    ['a star for its first label', 'h.azure-devices.net', dns('*.azure-devices.net')],
    ['a star whatever the case', 'H.azure-devices.net', dns('*.Azure-Devices.net')],
    ['a star for an A-label', 'xn--bcher-kva.shop.example', dns('*.shop.example')],
    ['an A-label itself', 'xn--bcher-kva.example', dns('XN--bcher-kva.example')],
    ['a single label', 'localhost', dns('localhost')],
    ['an underscore, which people write', 'hub_1.contoso.example', dns('hub_1.contoso.example')],
    ['its address', '127.0.0.1', ip(127, 0, 0, 1)],
    ['its address of the newer kind', '::1', ip(...LOOPBACK_6)],
    ['in brackets', '[::1]', ip(...LOOPBACK_6)],
    ['written out', '0:0:0:0:0:0:0:1', ip(...LOOPBACK_6)],
    ['with letters of either case', 'FE80::aB', ip(0xfe, 0x80, ...Array.from({ length: 13 }, () => 0), 0xab)],
    ['mapped, with dots', '::ffff:1.2.3.4', ip(...Array.from({ length: 10 }, () => 0), 0xff, 0xff, 1, 2, 3, 4)],
  ])('%s', (_name, host, name) => {
    expect(isFor(host, name)).toBe(true);
    expect(isFor(host, dns('other.example'), ip(10, 0, 0, 1), name)).toBe(true);
  });
});

describe('a certificate is not for a host (RFC 9525, 6)', () => {
  test.each([
    ['another name', 'h.azure-devices.net', dns('i.azure-devices.net')],
    ['a name above it', 'h.azure-devices.net', dns('azure-devices.net')],
    ['a name below it', 'azure-devices.net', dns('h.azure-devices.net')],
    ['its end alone', 'evilazure-devices.net', dns('azure-devices.net')],
    ['its beginning alone', 'azure-devices.net.evil.example', dns('azure-devices.net')],
    ['a star for two labels', 'a.h.azure-devices.net', dns('*.azure-devices.net')],
    ['a star for none', 'azure-devices.net', dns('*.azure-devices.net')],
    ['a star for an empty label', '.azure-devices.net', dns('*.azure-devices.net')],
    ['a star beside letters', 'hub.azure-devices.net', dns('h*.azure-devices.net')],
    ['a star beside letters, behind', 'hub.azure-devices.net', dns('*b.azure-devices.net')],
    ['a star within an A-label', 'xn--bcher-kva.example.com', dns('xn--*.example.com')],
    ['a star further to the right', 'h.azure-devices.net', dns('h.*.net')],
    ['two stars', 'a.b.azure-devices.net', dns('*.*.azure-devices.net')],
    ['a star alone', 'localhost', dns('*')],
    ['a star above one label', 'contoso.net', dns('*.net')],
    ['a name with a star asked for', '*.azure-devices.net', dns('*.azure-devices.net')],
    ['a dot of the root in the certificate', 'h.azure-devices.net', dns('h.azure-devices.net.')],
    ['blanks', 'h.azure-devices.net', dns(' h.azure-devices.net')],
    ['a name with an end in it', 'h.azure-devices.net', dns('h.azure-devices.net\0.evil.example')],
    ['a letter that folds into another', 'k.example.com', dns('\u212a.example.com')],
    ['an empty name', '', dns('')],
    ['the same as a mail address', 'h.azure-devices.net', { kind: 'email', value: 'h.azure-devices.net' }],
    ['the same as a URI', 'h.azure-devices.net', { kind: 'uri', value: 'https://h.azure-devices.net' }],
    ['an address as a name', '127.0.0.1', dns('127.0.0.1')],
    ['an address as a name, with the dot of the root', '127.0.0.1.', dns('127.0.0.1')],
    ['a star for a part of an address', '127.0.0.1', dns('*.0.0.1')],
    ['another address', '127.0.0.1', ip(127, 0, 0, 2)],
    ['an address with its mask', '127.0.0.1', ip(127, 0, 0, 1, 255, 255, 255, 255)],
    [
      'an older address in a newer one',
      '127.0.0.1',
      ip(...Array.from({ length: 10 }, () => 0), 255, 255, 127, 0, 0, 1),
    ],
    ['an address in octal', '127.0.0.01', ip(127, 0, 0, 1)],
    ['an address for a name', 'localhost', ip(127, 0, 0, 1)],
  ] as const)('%s', (_name, host, name) => {
    expect(isFor(host, name)).toBe(false);
  });

  test('without an alternative name, whatever its subject says', () => {
    expect(isForHost({ subjectAlternativeNames: undefined }, 'h.azure-devices.net')).toBe(false);
  });
});

describe('an IPv6 address is the same however it is written (RFC 4291, 2.2)', () => {
  test.each([
    ['::', Array.from({ length: 16 }, () => 0)],
    ['1::', [0, 1, ...Array.from({ length: 14 }, () => 0)]],
    ['1:2:3:4:5:6:7:8', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ['0001:0:00:4:5:6:7:8', [0, 1, 0, 0, 0, 0, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ['1::4:5:6:7:8', [0, 1, 0, 0, 0, 0, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]],
    ['1:2:3:4:5:6:1.2.3.4', [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 1, 2, 3, 4]],
  ])('%s', (host, octets) => {
    expect(isFor(host, ip(...octets))).toBe(true);
    expect(isFor(host, ip(...octets.with(15, 99)))).toBe(false);
    expect(isAddress(host)).toBe(true);
  });
});

test.each([
  ...['1.2.3', '1.2.3.4.5', '256.1.1.1', '1.2.3.', '0x7f.0.0.1', '01.2.3.4', '1.2.3.4:80', '1e1.1.1.1', ''],
  ...['1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1::2::3', ':::', ':1', '1:', '12345::', 'g::', '::1]/[', '[::1]:443'],
  ...['::1%eth0', '::1.2.3', '::1.2.3.4.5', '1.2.3.4::', '::ffff:1.2.3.256', '1:2:3:4:5:6:7:1.2.3.4', '::1/64'],
])('%j is no address, and no certificate is for it', (host) => {
  const addresses = [ip(0, 0, 0, 0), ip(1, 2, 3, 4), ip(...LOOPBACK_6), ip(...Array.from({ length: 16 }, () => 0))];
  expect(isFor(host, ...addresses)).toBe(false);
});

test.each(['h.azure-devices.net', 'localhost', '1.example', '10.0.0.1.example'])('%s is no address', (host) => {
  expect(isAddress(host)).toBe(false);
});

test('the names that a certificate is for are told as people write them', () => {
  const names = [dns('*.b.example'), ip(10, 0, 0, 1), ip(...LOOPBACK_6)];
  expect(names.map(printServerName)).toEqual(['*.b.example', '10.0.0.1', '0000:0000:0000:0000:0000:0000:0000:0001']);
});
