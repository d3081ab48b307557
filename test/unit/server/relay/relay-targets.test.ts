import { describe, expect, test } from 'vitest';
import { findTarget, parseTarget } from '#server/relay/relay-targets';
import { isSameToken, makeRelayToken } from '#server/relay/relay-token';
import { isRelayToken } from '#core/identity/judge-relay';
import { createRelayLimiter } from '#server/relay/relay-limiter';

describe('a target that an operator adds', () => {
  test.each([
    ['broker.example.com:8883', 'broker.example.com:8883'],
    ['Broker.Example.COM:1', 'broker.example.com:1'],
    ['broker:65535', 'broker:65535'],
    ['my_broker.local:8883', 'my_broker.local:8883'],
    ['192.168.1.20:8883', '192.168.1.20:8883'],
    ['[::1]:8883', '[::1]:8883'],
    ['[FD00:0:0::1]:8883', '[fd00::1]:8883'],
    ['[::ffff:10.0.0.1]:8883', '[::ffff:a00:1]:8883'],
  ])('%s is asked for as %s', (given, target) => {
    expect(parseTarget(given)).toBe(target);
    expect(findTarget({ azure: false, named: [target] }, target)).toMatchObject({
      kind: 'remote',
      checked: false,
    });
  });

  test.each([
    '',
    'broker',
    'broker:',
    ':8883',
    'broker:0',
    'broker:65536',
    'broker:08883',
    'broker:8883:8883',
    'broker.:8883',
    '.broker:8883',
    '-broker:8883',
    'bro ker:8883',
    'https://broker:8883',
    'broker:8883/',
    'user@broker:8883',
    'broker%2e:8883',
    '2130706433:8883',
    '0x7f000001:8883',
    '0177.0.0.1:8883',
    '127.1:8883',
    '1.2.3.256:8883',
    '::1:8883',
    '[::1:8883',
    '[1::2::3]:8883',
    '[fe80::1%eth0]:8883',
    '*.example.com:8883',
    'bücher.example:8883',
  ])('cannot be %j', (given) => {
    expect(parseTarget(given)).toBeUndefined();
  });
});

describe('a target that is asked for', () => {
  const local = { hosts: ['localhost'], find: async () => ({ host: '127.0.0.1', port: 1 }) };
  const targets = { azure: true, named: ['[::1]:8883', 'hub.azure-devices.net:443'], local };

  test('is connected to without brackets, and with its port', () => {
    expect(findTarget(targets, '[::1]:8883')).toEqual({ kind: 'remote', host: '::1', port: 8883, checked: false });
  });

  test('is checked for private addresses when it is Azure’s, and not when it was added', () => {
    expect(findTarget(targets, 'hub.azure-devices.net:8883')).toMatchObject({ checked: true });
    expect(findTarget(targets, 'hub.azure-devices.net:443')).toMatchObject({ checked: false, port: 443 });
  });

  test('is the local cloud by its names, at the port of MQTT over TLS alone', () => {
    expect(findTarget(targets, 'localhost:8883')).toEqual({ kind: 'local', find: local.find });
    expect(findTarget(targets, 'localhost:8884')).toBeUndefined();
  });

  test('goes where the operator says when that is a name of the local cloud too', () => {
    expect(findTarget({ ...targets, named: ['localhost:8883'] }, 'localhost:8883')).toMatchObject({ kind: 'remote' });
  });
});

describe('a token', () => {
  test('is new each time, and can be a sub-protocol', () => {
    const [one, other] = [makeRelayToken(), makeRelayToken()];
    expect(one).not.toBe(other);
    for (const token of [one, other]) expect(isRelayToken(token)).toBe(true);
  });

  test.each(['short', 'x'.repeat(257), 'with a blank in between', 'with,a-comma-in-it', 'ünder-all-circumstances', ''])(
    'is not %j',
    (text) => {
      expect(isRelayToken(text)).toBe(false);
    },
  );

  test('is compared whole', () => {
    expect(isSameToken('abc', 'abc')).toBe(true);
    for (const other of ['', 'ab', 'abcd', 'abC']) expect(isSameToken(other, 'abc')).toBe(false);
  });
});

describe('of all connections, one place has half at most', () => {
  const take = (limiter: ReturnType<typeof createRelayLimiter>, remote: string, times: number): void => {
    for (let n = 0; n < times; n += 1) limiter.take(remote);
  };

  test.each([
    ['an IPv4 address', '198.51.100.7', '::ffff:198.51.100.7', '198.51.100.8'],
    ['a /64 of IPv6', '2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:3::1'],
  ])('which is %s', (_what, one, same, other) => {
    const limiter = createRelayLimiter(5);
    take(limiter, one, 3);
    expect(limiter.hasRoom(one)).toBe(false);
    expect(limiter.hasRoom(same)).toBe(false);
    expect(limiter.hasRoom(other)).toBe(true);
    take(limiter, other, 2);
    expect(limiter.hasRoom('192.0.2.1')).toBe(false);
  });

  test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', undefined])('and this machine is no place: %s', (remote) => {
    const limiter = createRelayLimiter(4);
    for (let n = 0; n < 4; n += 1) {
      expect(limiter.hasRoom(remote)).toBe(true);
      limiter.take(remote);
    }
    expect(limiter.hasRoom(remote)).toBe(false);
  });

  test('and gives it back once', () => {
    const limiter = createRelayLimiter(2);
    const release = limiter.take('192.0.2.1');
    expect(limiter.hasRoom('192.0.2.1')).toBe(false);
    release();
    release();
    take(limiter, '192.0.2.2', 1);
    take(limiter, '192.0.2.1', 1);
    expect(limiter.hasRoom('192.0.2.3')).toBe(false);
  });
});
