import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { limitTo, listLanAddresses, listOrigins, listServerNames, makeLocalName } from '#server/lan/lan-names';

const at = (address: string, internal = false): NetworkInterfaceInfo[] => [
  address.includes(':')
    ? { address, netmask: '', mac: '', internal, cidr: null, family: 'IPv6', scopeid: 0 }
    : { address, netmask: '', mac: '', internal, cidr: null, family: 'IPv4' },
];

describe('the addresses of a machine in its local networks', () => {
  test.each([
    ['those of private networks', { eth0: at('192.168.1.20'), wlan0: at('10.1.2.3') }, ['192.168.1.20', '10.1.2.3']],
    ['one that nobody gave out', { wlan0: at('169.254.7.7') }, ['169.254.7.7']],
    ['no public one, which the whole Internet may reach', { eth0: at('203.0.113.9'), wlan0: at('172.32.0.1') }, []],
    ['no shared one of a carrier', { wwan0: at('100.64.0.9') }, []],
    ['not the loopback', { lo: at('127.0.0.1', true), odd: at('192.168.9.9', true) }, []],
    [
      'not those of containers, machines within it and tunnels',
      {
        docker0: at('172.17.0.1'),
        'br-1a2b': at('172.18.0.1'),
        veth3: at('169.254.1.1'),
        'vEthernet (WSL)': at('172.20.0.1'),
        'VMware Network Adapter VMnet8': at('192.168.88.1'),
        utun4: at('10.9.0.2'),
        tailscale0: at('10.8.0.2'),
        en0: at('192.168.1.20'),
      },
      ['192.168.1.20'],
    ],
    ['IPv6 where there is no IPv4', { eth0: [...at('fd00::7'), ...at('fe80::1'), ...at('2001:db8::1')] }, ['fd00::7']],
    ['no IPv6 where there is IPv4', { eth0: [...at('fd00::7'), ...at('10.0.0.7')] }, ['10.0.0.7']],
    ['none without a network', {}, []],
  ])('are %s', (_name, interfaces, expected) => {
    expect(listLanAddresses(interfaces)).toEqual(expected);
  });
});

test.each([
  ['bench-7', 'bench-7.local'],
  ['Bench-7.example.com', 'bench-7.local'],
  ['bench-7.local', 'bench-7.local'],
  ['my machine', undefined],
  ['-x', undefined],
  ['', undefined],
  ['localhost', undefined],
])('a machine called %j is known as %s by multicast DNS', (machine, name) => {
  expect(makeLocalName(machine)).toBe(name);
});

test('its names stand in a certificate and in origins as browsers write them', () => {
  const names = { addresses: ['192.168.1.20', 'fd00::7'] as const, localName: 'bench-7.local' };
  expect(listServerNames(names)).toEqual([
    { type: 'ip', value: '192.168.1.20' },
    { type: 'ip', value: 'fd00::7' },
    { type: 'dns', value: 'bench-7.local' },
  ]);
  expect(listOrigins(names, 8443)).toEqual([
    'https://192.168.1.20:8443',
    'https://[fd00::7]:8443',
    'https://bench-7.local:8443',
  ]);
  expect(listOrigins({ addresses: ['10.0.0.1'], localName: undefined }, 443)).toEqual(['https://10.0.0.1']);
});

describe('what an authority may sign', () => {
  const sizeOf = (addresses: readonly [string, ...string[]]) => limitTo({ addresses, localName: 'b.local' }).networks;

  test('is the same in every private network, so that nobody has to trust a new one there', () => {
    expect(sizeOf(['192.168.1.20'])).toEqual(sizeOf(['10.7.7.7', 'fd00::7']));
  });

  test('holds no other address than one that was named', () => {
    const more = sizeOf(['10.0.0.1', '203.0.113.9', '127.0.0.5', '2001:db8::1']).slice(sizeOf(['10.0.0.1']).length);
    expect(more.map(({ bits }) => bits)).toEqual([32, 32, 128]);
    expect([...(more[0]?.address ?? [])]).toEqual([203, 0, 113, 9]);
    expect([...(more[2]?.address ?? [])]).toEqual([0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  test('is one domain, even where the machine has no name', () => {
    expect(limitTo({ addresses: ['10.0.0.1'], localName: 'b.local' }).domains).toEqual(['b.local']);
    expect(limitTo({ addresses: ['10.0.0.1'], localName: undefined }).domains).toEqual(['invalid']);
  });
});
