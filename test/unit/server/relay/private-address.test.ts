import { describe, expect, test } from 'vitest';
import { makeCheckedLookup, PrivateAddressError } from '#server/relay/checked-lookup';
import { isPublicAddress, readGroups } from '#server/relay/private-address';

describe('an address is not of the public Internet', () => {
  test.each([
    ['unspecified', '0.0.0.0'],
    ['this network', '0.1.2.3'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '172.31.255.255'],
    ['private', '192.168.1.1'],
    ['shared by customers of a provider', '100.64.0.1'],
    ['shared by customers of a provider', '100.127.255.255'],
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.255.254'],
    ['link-local', '169.254.169.254'],
    ['of a protocol', '192.0.0.8'],
    ['an example', '192.0.2.1'],
    ['an example', '198.51.100.1'],
    ['an example', '203.0.113.1'],
    ['of 6to4', '192.88.99.1'],
    ['for measuring', '198.18.0.1'],
    ['multicast', '224.0.0.1'],
    ['multicast', '239.255.255.250'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unspecified', '::'],
    ['loopback', '::1'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['global with a zone', '2606:4700::1%eth0'],
    ['unique local', 'fc00::1'],
    ['unique local', 'fd12:3456:789a::1'],
    ['site-local, as it once was', 'fec0::1'],
    ['multicast', 'ff02::1'],
    ['an IPv4 address in its oldest IPv6 form', '::10.0.0.1'],
    ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
    ['IPv4-mapped loopback in hexadecimal', '::ffff:7f00:1'],
    ['IPv4-mapped and written out', '0:0:0:0:0:ffff:a00:1'],
    ['IPv4-mapped link-local', '::FFFF:169.254.169.254'],
    ['IPv4-translated', '::ffff:0:10.0.0.1'],
    ['private behind NAT64', '64:ff9b::10.0.0.1'],
    ['loopback behind NAT64', '64:ff9b::7f00:1'],
    ['of a network’s own NAT64', '64:ff9b:1::8.8.8.8'],
    ['6to4 of a private address', '2002:a00:1::1'],
    ['6to4', '2002:808:808::1'],
    ['Teredo', '2001:0:1::1'],
    ['of a protocol', '2001:1ff::1'],
    ['an example', '2001:db8::1'],
    ['an example', '3fff:fff::1'],
    ['for discarding', '100::1'],
    ['a segment’s', '5f00::1'],
    ['not given out', '4000::1'],
    ['no address', 'example.com'],
    ['no address', ''],
    ['no address in the form of the standard', '2130706433'],
    ['no address in the form of the standard', '0177.0.0.1'],
    ['no address in the form of the standard', '127.1'],
  ])('when it is %s: %s', (_what, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

test.each([
  '8.8.8.8',
  '20.50.65.80',
  '100.63.255.255',
  '100.128.0.1',
  '172.15.0.1',
  '172.32.0.1',
  '169.253.0.1',
  '223.255.255.255',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
  '2606:4700::1111',
  '2603:1030::1',
  '2001:4860:4860::8888',
  '2001:200::1',
  '3ffe:ffff::1',
])('an address of the public Internet is one: %s', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['::', [0, 0, 0, 0, 0, 0, 0, 0]],
  ['1:2:3:4:5:6:7:8', [1, 2, 3, 4, 5, 6, 7, 8]],
  ['1::8', [1, 0, 0, 0, 0, 0, 0, 8]],
  ['fe80::', [0xfe80, 0, 0, 0, 0, 0, 0, 0]],
  ['::FFFF:1.2.3.4', [0, 0, 0, 0, 0, 0xffff, 0x102, 0x304]],
  ['1:2:3:4:5:6:255.254.253.252', [1, 2, 3, 4, 5, 6, 0xfffe, 0xfdfc]],
])('the groups of %s', (address, groups) => {
  expect(readGroups(address)).toEqual(groups);
});

describe('a lookup that is checked', () => {
  type Told = { error: Error | null; found: unknown; family: number | undefined };
  const look = (addresses: string[], options: object = { all: true }): Promise<Told> =>
    new Promise((resolve) => {
      const lookup = makeCheckedLookup((_host, _options, callback) =>
        callback(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ),
      );
      lookup('a.example', options, (error, found, family) => resolve({ error, found, family }));
    });

  test('gives what the name leads to, one or all of it', async () => {
    expect(await look(['8.8.8.8', '2606:4700::1'])).toMatchObject({
      error: null,
      found: [
        { address: '8.8.8.8', family: 4 },
        { address: '2606:4700::1', family: 6 },
      ],
    });
    expect(await look(['8.8.8.8', '2606:4700::1'], {})).toEqual({ error: null, found: '8.8.8.8', family: 4 });
  });

  test.each([
    ['is private', ['10.0.0.1']],
    ['stands behind a public one', ['8.8.8.8', '127.0.0.1']],
    ['stands before a public one', ['::1', '8.8.8.8']],
  ])('refuses a name when an address %s', async (_where, addresses) => {
    expect((await look(addresses)).error).toBeInstanceOf(PrivateAddressError);
    expect((await look(addresses, {})).error).toBeInstanceOf(PrivateAddressError);
  });

  test('refuses a name that leads nowhere', async () => {
    expect((await look([])).error).toMatchObject({ code: 'ENOTFOUND' });
  });
});
