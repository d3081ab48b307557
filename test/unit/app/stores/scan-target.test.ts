import { describe, expect, test } from 'vitest';
import type { CodeRoute, ConnectCode } from '#core/qr/payload';
import { createLocalClouds } from '#app/stores/local-clouds';
import { NO_CLOUDS } from '#app/stores/endpoint';
import { draftOfCode, guessTarget, listTargets, makeScannedDevice, type ScanTarget } from '#app/stores/scan-target';
import { createFakeServices, SERVER_CLOUD } from '../../../support/fake-services.ts';
import { SCANNED, SCANNED_KEY } from '../../../support/scanned-codes.ts';

async function askAll() {
  const local = createLocalClouds(createFakeServices());
  await Promise.all([local.askServer(), local.askBrowser()]);
  return local;
}

const dps = (idScope: string, dpsHost?: string): CodeRoute => ({
  kind: 'dps',
  idScope,
  registrationId: 'pump-01',
  ...(dpsHost === undefined ? {} : { dpsHost }),
});
const hub = (hubHost: string): CodeRoute => ({ kind: 'hub', hubHost, deviceId: 'pump-01' });

describe('the cloud that a code belongs to', () => {
  test.each<[string, CodeRoute, ScanTarget]>([
    [
      'by the ID scope of the server’s',
      dps(SERVER_CLOUD.idScope.toLowerCase()),
      { endpoint: 'server', reason: 'id-scope' },
    ],
    ['by the ID scope of this browser’s', dps('0ne0000BBBB'), { endpoint: 'browser', reason: 'id-scope' }],
    ['Azure, where nothing says another', dps('0ne00123ABC'), { endpoint: 'global', reason: 'assumed' }],
    [
      'by a host of Azure',
      dps('0ne0000BBBB', 'GLOBAL.azure-devices-provisioning.cn'),
      { endpoint: 'china', reason: 'named' },
    ],
    ['by the host of the server’s', dps('0ne00123ABC', 'localhost'), { endpoint: 'server', reason: 'named' }],
    [
      'by the host of this browser’s',
      dps('0ne00123ABC', 'this-browser.local'),
      { endpoint: 'browser', reason: 'named' },
    ],
    ['by a host of somebody', dps('0ne0000BBBB', 'my.dps.example'), { endpoint: 'own', reason: 'named' }],
    ['by a hub of Azure', hub('contoso.azure-devices.net'), { endpoint: 'global', reason: 'named' }],
    ['by a hub of this browser’s', hub('This-Browser.local'), { endpoint: 'browser', reason: 'named' }],
  ])('is told %s', async (_how, route, target) => {
    expect(guessTarget(route, await askAll())).toEqual(target);
  });

  test('is Azure as long as no local cloud is known', () => {
    const local = createLocalClouds(createFakeServices());
    expect(guessTarget(dps(SERVER_CLOUD.idScope), local)).toEqual({ endpoint: 'global', reason: 'assumed' });
  });

  test('can be another one: all that are known, another host where the code names it, and of hubs where they may be', async () => {
    const clouds = (await askAll()).known.get();
    expect(listTargets(dps('0ne00123ABC'), clouds)).toEqual(['global', 'china', 'us', 'server', 'browser']);
    expect(listTargets(dps('0ne00123ABC', 'my.dps.example'), clouds)).toContain('own');
    expect(listTargets(hub('my.hub.example'), clouds)).toEqual(['global', 'server', 'browser']);
    expect(listTargets(dps('0ne00123ABC'), NO_CLOUDS)).toEqual(['global', 'china', 'us', 'browser']);
  });
});

describe('the device of a code', () => {
  test('registers where it was brought, and speaks for no model that the code does not name', async () => {
    const clouds = (await askAll()).known.get();
    expect(makeScannedDevice(SCANNED, 'server', clouds)).toEqual({
      record: {
        cloud: { kind: 'node', origin: 'http://localhost:8080' },
        route: { kind: 'dps', dpsHost: 'localhost', idScope: SERVER_CLOUD.idScope, registrationId: 'pump-01' },
        behaviour: 'quiet',
      },
      secret: { kind: 'device-key', primaryKey: SCANNED_KEY },
    });
    const own: ConnectCode = { ...SCANNED, route: dps('0ne00123ABC', 'my.dps.example') };
    expect(makeScannedDevice(own, 'own', clouds).record).toMatchObject({
      cloud: { kind: 'azure' },
      route: { dpsHost: 'my.dps.example' },
    });
  });

  test('keeps both keys, its model, and the hub that the code names, and is quiet though that is the model of a thermostat', () => {
    const route = { ...hub('contoso.azure-devices.net'), moduleId: 'm', gatewayHostName: 'edge' } as CodeRoute;
    const modelId = 'dtmi:com:example:Thermostat;1';
    const keys = { kind: 'group-key', primaryKey: SCANNED_KEY, secondaryKey: SCANNED_KEY } as const;
    expect(makeScannedDevice({ route, modelId, keys }, 'global', NO_CLOUDS)).toEqual({
      record: { cloud: { kind: 'azure' }, route, behaviour: 'quiet', modelId },
      secret: keys,
    });
  });

  test('cannot be made without a key', () => {
    expect(() => makeScannedDevice({ route: SCANNED.route }, 'global', NO_CLOUDS)).toThrow(TypeError);
  });

  test('fills in the form that asks for its key', () => {
    const modelId = 'dtmi:com:example:Pump;1';
    expect(draftOfCode({ route: dps('0ne00123ABC', 'my.dps.example'), modelId }, 'own')).toEqual({
      way: 'device-key',
      idScope: '0ne00123ABC',
      endpoint: 'own',
      ownHost: 'my.dps.example',
      deviceId: 'pump-01',
      behaviour: 'quiet',
      modelId,
    });
    const route: CodeRoute = {
      kind: 'hub',
      hubHost: 'hub.example',
      deviceId: 'pump-01',
      moduleId: 'm',
      gatewayHostName: 'edge',
    };
    expect(draftOfCode({ route }, 'global')).toEqual({
      way: 'connection-string',
      connectionString: 'HostName=hub.example;DeviceId=pump-01;ModuleId=m;GatewayHostName=edge;SharedAccessKey=',
      behaviour: 'quiet',
    });
  });
});
