import { describe, expect, test } from 'vitest';
import { findingOf } from '#core/errors/workbench-error';
import { describeFinding } from '#core/words/words';
import { parseArguments } from '#server/arguments';

const KEY = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==';

function refusal(...argv: string[]) {
  try {
    parseArguments(argv);
  } catch (error) {
    return findingOf(error);
  }
  return undefined;
}

describe('a command line', () => {
  test('without options means localhost, port 8080, both loopback addresses and no TLS', () => {
    expect(parseArguments(['cloud'])).toEqual({
      command: 'cloud',
      help: false,
      json: false,
      host: 'localhost',
      secondHost: undefined,
      bind: undefined,
      httpPort: 8080,
      httpsPort: undefined,
      mqttsPort: undefined,
      tlsDirectory: undefined,
      stateFile: undefined,
      scenarioFile: undefined,
      modelsDirectory: undefined,
      acceptAnyBearer: false,
      telemetryFile: undefined,
      telemetryWebhook: undefined,
      fresh: false,
      allowedHosts: [],
      relay: true,
      relayTargets: [],
      lan: false,
      lanAddresses: [],
      lanPort: 8443,
      lanCode: false,
    });
  });

  test('is read whole', () => {
    const argv = 'cloud --json --host My.Host --bind 0.0.0.0 --port 0 --https-port 443 --mqtts-port 8883';
    expect(parseArguments([...argv.split(' '), '--tls-dir', 'a b', '--state', 's.json'])).toMatchObject({
      json: true,
      host: 'my.host',
      bind: '0.0.0.0',
      httpPort: 0,
      httpsPort: 443,
      mqttsPort: 8883,
      tlsDirectory: 'a b',
      stateFile: 's.json',
    });
  });

  test('may join option and value by an equals sign', () => {
    expect(parseArguments(['start', '--port=9000', '--state=a=b']).httpPort).toBe(9000);
    expect(parseArguments(['start', '--state=a=b']).stateFile).toBe('a=b');
    expect(parseArguments(['start', '--state=--odd']).stateFile).toBe('--odd');
  });

  test('may allow several hosts', () => {
    const argv = ['start', '--allow-host', '*.example.com', '--allow-host', 'Broker.local:9001'];
    expect(parseArguments(argv).allowedHosts).toEqual(['*.example.com', 'broker.local:9001']);
  });

  test('may serve the local network, at addresses as browsers write them', () => {
    expect(parseArguments(['start', '--lan'])).toMatchObject({ lan: true, lanAddresses: [], lanPort: 8443 });
    const argv =
      '--lan --lan-address 192.168.1.20 --lan-address FD00:0::7 --lan-address fd00::7 --lan-port 0 --lan-code';
    expect(parseArguments(['start', ...argv.split(' ')])).toMatchObject({
      lanAddresses: ['192.168.1.20', 'fd00::7'],
      lanPort: 0,
      lanCode: true,
    });
  });

  test.each(['--help', '-h'])('asks for help with %s', (word) => {
    expect(parseArguments(['start', word]).help).toBe(true);
  });
});

describe('a command line that cannot be followed', () => {
  test.each([
    [['cloud', '--prot', '1'], '--prot'],
    [['cloud', 'extra'], 'extra'],
    [['serve'], 'serve'],
    [['cloud', 'constructor'], 'constructor'],
    [['cloud', '__proto__'], '__proto__'],
    [[], ''],
  ])('%j names the option that does not exist', (argv, option) => {
    expect(refusal(...argv)).toEqual({ code: 'terminal/option', facts: { option } });
  });

  test.each([
    ['--port', '65536'],
    ['--port', '-1'],
    ['--port', 'eighty'],
    ['--port', '0x50'],
    ['--https-port', ''],
    ['--mqtts-port', '1.5'],
    ['--host', 'https://localhost'],
    ['--host', 'localhost:8080'],
    ['--host', 'a_b'],
    ['--second-hub', 'a_b'],
    ['--second-hub', 'localhost'],
    ['--bind', 'here there'],
    ['--state', ''],
    ['--allow-host', 'https://example.com'],
    ['--allow-host', "example.com; script-src 'unsafe-eval'"],
    ['--allow-host', '*'],
    ['--lan-address', 'bench-7.local'],
    ['--lan-address', '0.0.0.0'],
    ['--lan-address', '::'],
    ['--lan-address', '0:0::0'],
    ['--lan-address', 'fe80::1%eth0'],
    ['--lan-address', '192.168.1'],
    ['--lan-port', '65536'],
  ])('%s %s says which value was not taken', (option, value) => {
    expect(refusal('cloud', option, value)).toMatchObject({ code: 'terminal/option-value', facts: { option, value } });
  });

  test('an option that ends the line, or is followed by another, lacks its value', () => {
    expect(refusal('cloud', '--port')).toMatchObject({ code: 'terminal/option-value', facts: { option: '--port' } });
    expect(refusal('cloud', '--state', '--json')).toMatchObject({ facts: { option: '--state' } });
    expect(refusal('cloud', '--state', '-h')).toMatchObject({ facts: { option: '--state', value: '-h' } });
  });

  test.each(['--json=1', '--fresh=', '--help=no'])('%s gives a value to an option that takes none', (word) => {
    const [option] = word.split('=');
    const finding = refusal('cloud', word);
    expect(finding).toMatchObject({ code: 'terminal/option-value', facts: { option } });
    expect(describeFinding(finding!).explanation).toBe(`“${option}” takes no value.`);
  });

  test.each([
    [[KEY], '8isrFI1s…'],
    [[`-mk:${KEY}`], '-mk'],
    [[`--kye=${KEY}`], '--kye'],
    [['--port', `--${KEY}`], '--8isrFI…'],
  ])('never repeats a word that may be a key, as in %#', (words, shown) => {
    const finding = refusal('cloud', ...words);
    expect(JSON.stringify(finding)).not.toContain(KEY.slice(0, 12));
    expect(describeFinding(finding!).explanation).toContain(`“${shown}”`);
  });

  test.each([
    [['cloud', '--lan'], '--lan'],
    [['start', '--lan-address', '192.168.1.20'], '--lan-address'],
    [['start', '--lan-port', '9443'], '--lan-port'],
    [['start', '--lan-code'], '--lan-code'],
  ])('%j does not open this machine to others by the way', (argv, option) => {
    expect(refusal(...argv)).toMatchObject({ code: 'terminal/option-value', facts: { option } });
  });

  test('the line for scripts has no place for what pairs a browser', () => {
    expect(refusal('start', '--lan', '--lan-code', '--json')).toMatchObject({ code: 'terminal/options-together' });
  });

  test('--fresh and --state contradict each other, in either order', () => {
    expect(refusal('start', '--fresh', '--state', 's.json')).toMatchObject({ facts: { option: '--fresh' } });
    expect(refusal('start', '--state=s.json', '--fresh')).toMatchObject({ facts: { option: '--fresh' } });
    expect(parseArguments(['start', '--fresh'])).toMatchObject({ fresh: true, stateFile: undefined });
  });
});
