import { describe, expect, test } from 'vitest';
import { findingOf } from '#core/errors/workbench-error';
import { RELAY_HELP } from '#core/words/en/relay-command';
import { describeFinding } from '#core/words/words';
import { parseArguments } from '#server/arguments';
import { parseRelayArguments } from '#server/relay/relay-arguments';

const PAGE = ['--origin', 'https://app.example'];

function refusal(...argv: string[]) {
  try {
    parseRelayArguments(argv);
  } catch (error) {
    return findingOf(error);
  }
  return undefined;
}

describe('the command line of a relay', () => {
  test('with a page alone means Azure, loopback, port 8090 and a token of its own', () => {
    expect(parseRelayArguments(PAGE)).toEqual({
      help: false,
      json: false,
      origins: ['https://app.example'],
      targets: [],
      azure: true,
      hosts: [],
      bind: undefined,
      port: 8090,
      tokenFile: undefined,
      tlsFiles: undefined,
      most: 256,
      idleSeconds: 600,
    });
  });

  test('is read whole', () => {
    const argv =
      '--origin https://a.example --origin http://localhost:8080 --allow Broker.local:8883 --allow [::1]:1 --no-azure ' +
      '--host Relay.example --host r2.example --bind 0.0.0.0 --port 443 --token-file t --tls-cert c.pem --tls-key k.pem ' +
      '--max 1000 --idle 90 --json';
    expect(parseRelayArguments(argv.split(' '))).toEqual({
      help: false,
      json: true,
      origins: ['https://a.example', 'http://localhost:8080'],
      targets: ['broker.local:8883', '[::1]:1'],
      azure: false,
      hosts: ['relay.example', 'r2.example'],
      bind: '0.0.0.0',
      port: 443,
      tokenFile: 't',
      tlsFiles: { certificate: 'c.pem', key: 'k.pem' },
      most: 1000,
      idleSeconds: 90,
    });
  });

  test.each([
    [[], ['--origin']],
    [[...PAGE, '--no-azure'], ['--allow']],
    [[...PAGE, '--tls-cert', 'c.pem'], ['--tls-key']],
    [[...PAGE, '--tls-key', 'k.pem'], ['--tls-cert']],
  ])('%j lacks %j', (argv, wanted) => {
    expect(refusal(...argv)).toEqual({ code: 'terminal/option-missing', facts: { wanted } });
  });

  test.each([
    ['--origin', 'https://app.example/'],
    ['--origin', 'https://app.example/path'],
    ['--origin', 'https://App.example'],
    ['--origin', 'https://app.example:443'],
    ['--origin', 'app.example'],
    ['--origin', '*'],
    ['--origin', 'null'],
    ['--origin', 'https://a b.example'],
    ['--allow', 'broker.local'],
    ['--allow', '2130706433:8883'],
    ['--host', 'relay.example:443'],
    ['--max', '0'],
    ['--max', 'many'],
    ['--idle', '0'],
    ['--port', '65536'],
  ])('%s is not %s', (option, value) => {
    expect(refusal(...PAGE, option, value)).toMatchObject({ code: 'terminal/option-value', facts: { option, value } });
  });

  test('help names every option, and nothing is needed for it', () => {
    expect(parseRelayArguments(['--help']).help).toBe(true);
    for (const option of ['origin', 'allow', 'no-azure', 'host', 'bind', 'port', 'token-file', 'tls-cert', 'tls-key'])
      expect(RELAY_HELP).toContain(`\n  --${option} `);
    for (const option of ['max', 'idle', 'json', 'help']) expect(RELAY_HELP).toContain(`\n  --${option} `);
  });

  test('what a target is, is said with an example', () => {
    const found = refusal(...PAGE, '--allow', 'broker');
    expect(found && describeFinding(found).explanation).toContain('broker.example.com:8883');
  });
});

describe('the relay of start', () => {
  test('is on, and can be left away', () => {
    expect(parseArguments(['start'])).toMatchObject({ relay: true, relayTargets: [] });
    expect(parseArguments(['start', '--no-relay']).relay).toBe(false);
  });

  test('connects to what is named too', () => {
    const { relayTargets } = parseArguments(['start', '--relay-target', 'A.local:1', '--relay-target=b.local:2']);
    expect(relayTargets).toEqual(['a.local:1', 'b.local:2']);
    expect(() => parseArguments(['start', '--relay-target', 'a.local'])).toThrow('terminal/option-value');
  });
});
