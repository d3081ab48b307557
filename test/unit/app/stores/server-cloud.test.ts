import { describe, expect, test } from 'vitest';
import { createDeviceList } from '#app/stores/device-list';
import { createServerCloud } from '#app/stores/server-cloud';
import { makeNewDevice } from '../../../support/fake-device-host.ts';
import { createFakeServices } from '../../../support/fake-services.ts';

function open() {
  const services = createFakeServices();
  return { services, cloud: createServerCloud(services, createDeviceList(services.devices)) };
}

const addServerDevice = async ({ devices }: ReturnType<typeof createFakeServices>): Promise<void> => {
  const device = makeNewDevice('boiler');
  const record = { ...device.record, cloud: { kind: 'node', origin: 'http://localhost:8080' } } as const;
  await devices.add({ ...device, record });
};

describe('the cloud of this page’s server', () => {
  test('is unknown until it was asked', async () => {
    const { cloud } = open();
    expect(cloud.sight.get()).toBe('unknown');
    await cloud.ask();
    expect(cloud.sight.get()).toBe('there');
  });

  test('is none where no server ever had one', async () => {
    const { services, cloud } = open();
    services.setWorkbench(() => Promise.resolve({ cloud: null }));
    await cloud.ask();
    expect(cloud.sight.get()).toBe('none');
  });

  test('is silent when it was there before, and there again when it answers', async () => {
    const { services, cloud } = open();
    await cloud.ask();
    services.setWorkbench(() => Promise.reject(new TypeError('gone')));
    await cloud.ask();
    expect(cloud.sight.get()).toBe('silent');
    cloud.noteAnswer();
    expect(cloud.sight.get()).toBe('there');
  });

  test('is silent when a device here belongs to it', async () => {
    const { services, cloud } = open();
    services.setWorkbench(() => Promise.reject(new TypeError('gone')));
    await cloud.ask();
    await addServerDevice(services);
    expect(cloud.sight.get()).toBe('silent');
  });
});
