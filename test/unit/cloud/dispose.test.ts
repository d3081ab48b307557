import { describe, expect, test } from 'vitest';
import { startCloud, until, type CloudHarness } from '../../support/cloud-harness.ts';
import { makeFault } from '../../support/faults.ts';
import { askHub } from '../../support/hub-service.ts';

const METHODS = '$iothub/methods/POST/#';

/** Ends the cloud, lets everybody who waited for it hear of that, and gives how many timers there still are. */
async function endOf(harness: CloudHarness): Promise<number> {
  harness.cloud.dispose();
  await harness.clock.advance(0);
  return harness.clock.pending;
}

describe('a disposed cloud has no timer left', () => {
  test('of packets that a fault makes late', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await harness.set({ faults: [makeFault('latency', { milliseconds: 600_000, jitterMilliseconds: 0 })] });
    client.publish('devices/dev/messages/events/', '1');
    await harness.clock.advance(1);
    expect(await endOf(harness)).toBe(0);
    expect(client.peer.isClosed).toBe(true);
  });

  test('of a command that waits for its device to come', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const body = { methodName: 'reboot', connectTimeoutInSeconds: 300 };
    const answer = askHub(harness, 'POST', '/twins/dev/methods', { body });
    await until(() => harness.clock.pending > 0);
    expect(await endOf(harness)).toBe(0);
    expect((await answer).status).toBe(404);
  });

  test('of a configuration, when a command ends with the cloud', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await client.subscribe(METHODS);
    const content = { deviceContent: { 'properties.desired.rate': 5 } };
    await askHub(harness, 'PUT', '/configurations/c', { body: { content, targetCondition: '*' } });
    await harness.clock.advance(2000);
    const answer = askHub(harness, 'POST', '/twins/dev/methods', { body: { methodName: 'reboot' } });
    await client.next('publish');
    expect(await endOf(harness)).toBe(0);
    expect((await answer).status).toBe(404);
  });

  test('of a job of IoT Central that waits for a device’s answer', async () => {
    const harness = await startCloud();
    const contents = [{ '@type': 'Command', name: 'reboot' }];
    const model = { '@context': 'dtmi:dtdl:context;2', '@id': 'dtmi:a:B;1', '@type': 'Interface', contents };
    harness.cloud.addModels(model);
    const username = 'localhost/dev/?api-version=2021-04-12&model-id=dtmi%3Aa%3AB%3B1';
    const client = await harness.connect('dev', { username });
    await client.subscribe(METHODS);
    await harness.rest('PUT', '/api/deviceGroups/all', { displayName: 'All', filter: 'SELECT * FROM devices' });
    const data = [{ type: 'command', target: 'dtmi:a:B;1', path: 'reboot' }];
    expect((await harness.rest('PUT', '/api/jobs/job', { group: 'all', data })).status).toBe(200);
    await client.next('publish');
    expect(await endOf(harness)).toBe(0);
  });

  test('of jobs that wait for their time and for their devices', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const type = 'scheduleDeviceMethod';
    const cloudToDeviceMethod = { methodName: 'reboot' };
    const startTime = '2027-01-01T00:00:00Z';
    await askHub(harness, 'PUT', '/jobs/v2/later', {
      body: { type, cloudToDeviceMethod, queryCondition: '*', startTime },
    });
    await askHub(harness, 'PUT', '/jobs/v2/now', { body: { type, cloudToDeviceMethod, queryCondition: '*' } });
    await harness.clock.advance(1);
    expect(await endOf(harness)).toBe(0);
  });
});

test('a link whose client is gone keeps nothing that was to reach it late', async () => {
  const harness = await startCloud();
  const client = await harness.connect('dev');
  await harness.set({ faults: [makeFault('latency', { milliseconds: 600_000, jitterMilliseconds: 0 })] });
  const before = harness.clock.pending;
  client.publish('devices/dev/messages/events/', '1');
  await harness.clock.advance(1);
  expect(harness.clock.pending).toBe(before + 1);
  client.peer.drop();
  await harness.clock.advance(0);
  expect(harness.clock.pending).toBeLessThan(before);
});
