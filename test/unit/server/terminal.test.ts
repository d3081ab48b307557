import { describe, expect, test } from 'vitest';
import { makeFinding } from '#core/errors/workbench-error';
import { printBanner } from '#core/words/en/server-banner';
import { makeTerminal } from '#server/terminal';

describe('the terminal', () => {
  test('keeps what is for scripts apart from what is said', () => {
    const out: string[] = [];
    const errors: string[] = [];
    const terminal = makeTerminal({ write: (text) => out.push(text) }, { write: (text) => errors.push(text) });
    terminal.print('{}');
    terminal.say('note');
    terminal.explain(makeFinding('terminal/port-taken', { port: 8080, next: 8081 }));
    expect(out).toEqual(['{}\n']);
    expect(errors.join('')).toContain('8080');
    expect(errors.join('')).toContain('8081');
    // The port may have been named with it: the sentence has to be true then too.
    expect(errors.join('')).not.toContain('--port');
  });
});

test('control characters of a file do not steer the terminal', () => {
  const errors: string[] = [];
  const terminal = makeTerminal({ write: () => undefined }, { write: (text) => errors.push(text) });
  terminal.say('Line 1,\t“a\u001b[2J\r\u0007\u007f\u009b”\n  next');
  terminal.note(makeFinding('terminal/input-file', { file: 'no\u001b[2J', detail: 'x' }));
  expect(errors[0]).toBe('Line 1,\t“a␛[2J␍␇\ufffd\ufffd”\n  next\n');
  expect(errors[1]).toContain('no␛[2J');
});

describe('the banner', () => {
  const facts = {
    appAddress: 'http://localhost:8080',
    cloudAddress: 'http://localhost:8080',
    host: 'bench.local',
    hubs: ['bench.local', 'hub-2.bench.local'],
    idScope: '0ne00ABCDEF',
    groupId: 'SAS-IoT-Devices',
    groupKey: 'a2V5',
    stateFile: undefined,
    caFile: undefined,
    httpsPort: undefined,
    mqttsPort: undefined,
    preloadFile: './dist/server/azure-redirect.js',
    lan: undefined,
  };

  test('tells the address, the ID scope and the group key', () => {
    const text = printBanner(facts);
    for (const part of ['http://localhost:8080', '0ne00ABCDEF', 'a2V5', 'SAS-IoT-Devices'])
      expect(text).toContain(part);
  });

  test('tells where the cloud is kept, or that it is not', () => {
    expect(printBanner({ ...facts, stateFile: '/state/cloud.json' })).toMatch(/^Kept in +\/state\/cloud\.json$/m);
    expect(printBanner(facts)).toMatch(/^Kept in +no file: /m);
  });

  test('tells how to run an SDK for those TLS ports that are open, and no others', () => {
    expect(printBanner(facts)).not.toContain('DEVICE_WORKBENCH');
    const text = printBanner({ ...facts, caFile: '/tls/ca.pem', mqttsPort: 18883 });
    expect(text).toContain('DEVICE_WORKBENCH_MQTTS_PORT=18883');
    expect(text).toContain('DEVICE_WORKBENCH_CA=/tls/ca.pem');
    expect(text).toContain('DEVICE_WORKBENCH_HOST=bench.local,hub-2.bench.local\n');
    expect(text).toContain('node --import ./dist/server/azure-redirect.js');
    expect(text).not.toContain('HTTPS_PORT');
    expect(text).not.toContain('wss://');
  });

  test('tells that the preload is not needed on Azure’s own ports', () => {
    const text = printBanner({ ...facts, caFile: '/tls/ca.pem', httpsPort: 443 });
    expect(text).toContain('NODE_EXTRA_CA_CERTS=/tls/ca.pem');
  });
});
