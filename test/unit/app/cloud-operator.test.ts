import { describe, expect, test } from 'vitest';
import { ALL_DEVICES } from '#app/cloud-devices';
import { createCloudOperator } from '#app/cloud-operator';
import { createFakeOperator } from '../../support/fake-operator.ts';

function open() {
  const client = createFakeOperator();
  return { client, operator: createCloudOperator(client) };
}

const sentBy = (client: ReturnType<typeof createFakeOperator>): unknown[] =>
  client.requests.map(({ method, url, body }) => [method, url, body === undefined ? undefined : JSON.parse(body)]);

describe('what an operator asks of a local cloud', () => {
  test('names are escaped, and the dialect of IoT Central is used where it has the verb', async () => {
    const { client, operator } = open();
    client.answer('PATCH /api/devices/a%2Fb/properties', 202, {});
    client.answer('POST /api/devices/a%2Fb/commands/room*reboot', 201, { response: { ok: true }, responseCode: 200 });
    client.answer('POST /_emu/devices/a%2Fb/block', 200, {});
    await operator.setDesired('a/b', { t: null });
    const answer = await operator.runCommand('a/b', 'room*reboot', undefined, 30);
    await operator.setAccess('a/b', 'block');
    expect(answer).toEqual({ response: { ok: true }, responseCode: 200 });
    expect(sentBy(client)).toEqual([
      ['PATCH', '/api/devices/a%2Fb/properties', { t: null }],
      ['POST', '/api/devices/a%2Fb/commands/room*reboot', { responseTimeout: 30 }],
      ['POST', '/_emu/devices/a%2Fb/block', undefined],
    ]);
  });

  test('groups are made with given keys or none, changed, read and removed', async () => {
    const { client, operator } = open();
    const path = '/api/enrollmentGroups/pumps';
    for (const method of ['PUT', 'PATCH', 'DELETE']) client.answer(`${method} ${path}`, 200, {});
    client.answer('PATCH /_emu/enrollmentGroups/pumps', 200, {});
    client.answer(`GET ${path}`, 200, { attestation: { symmetricKey: { primaryKey: 'p', secondaryKey: 's' } } });
    client.answer('GET /_emu/enrollmentGroups', 200, { value: [{ id: 'pumps' }] });
    const { groups } = operator;
    await groups.make({ id: 'pumps', displayName: 'Pumps', type: 'iot', attestation: { type: 'symmetricKey' } });
    await groups.make({
      id: 'pumps',
      displayName: 'Pumps',
      type: 'iotEdge',
      attestation: { type: 'symmetricKey', primaryKey: 'p' },
    });
    await groups.rename('pumps', 'All pumps');
    await groups.setEnabled('pumps', false);
    await groups.setAutoApprove('pumps', false);
    await groups.setIssuesCertificates('pumps', true);
    await groups.remove('pumps');
    expect(sentBy(client)).toEqual([
      ['PUT', path, { displayName: 'Pumps', type: 'iot', attestation: { type: 'symmetricKey' } }],
      [
        'PUT',
        path,
        {
          displayName: 'Pumps',
          type: 'iotEdge',
          attestation: { type: 'symmetricKey', symmetricKey: { primaryKey: 'p' } },
        },
      ],
      ['PATCH', path, { displayName: 'All pumps' }],
      ['PATCH', path, { enabled: false }],
      ['PATCH', '/_emu/enrollmentGroups/pumps', { autoApprove: false }],
      ['PATCH', '/_emu/enrollmentGroups/pumps', { issuesCertificates: true }],
      ['DELETE', path, undefined],
    ]);
    expect(await groups.readKeys('pumps')).toEqual({ primaryKey: 'p', secondaryKey: 's' });
    expect(await groups.list()).toEqual([{ id: 'pumps' }]);
  });

  test.each([
    [
      404,
      { code: 'NotFound', message: 'Could not connect to device in order to send command.' },
      'cloud/device-offline',
    ],
    [404, { code: 'DeviceConnectionClosedRemotely', message: 'The device hung up.' }, 'cloud/device-offline'],
    [404, { code: 'NotFound', message: 'There is no device a.' }, 'cloud/not-found'],
    [404, { code: 'NotFound', message: 'The template of the device has no command reboot.' }, 'cloud/refused'],
    [504, { code: 'GatewayTimeout', message: 'Too late.' }, 'cloud/command-timeout'],
    [400, { code: 'InvalidBody', message: 'No.' }, 'cloud/refused'],
  ])('a command that ends in %i %o fails as %s', async (status, error, code) => {
    const { client, operator } = open();
    client.answer('POST /api/devices/a/commands/reboot', status, { error });
    await expect(operator.runCommand('a', 'reboot', 1, 30)).rejects.toMatchObject({ code });
  });

  test('a refusal carries what the cloud said, and an unknown device its name', async () => {
    const { client, operator } = open();
    client.answer('POST /_emu/devices', 409, { error: { code: 'DeviceAlreadyExists', message: 'There is one.' } });
    await expect(operator.addHubDevice('a')).rejects.toMatchObject({
      facts: { status: 409, message: 'There is one.' },
    });
    await expect(operator.readConnectionString('b c')).rejects.toMatchObject({
      code: 'cloud/not-found',
      facts: { what: 'b c' },
    });
  });

  test('an answer of another form is a refusal of ours, not a crash', async () => {
    const { client, operator } = open();
    client.answer('GET /_emu/devices', 200, { devices: [] });
    client.answer('GET /api/enrollmentGroups/SAS-IoT-Devices', 200, { attestation: { type: 'x509' } });
    await expect(operator.devices.listIds(ALL_DEVICES)).rejects.toMatchObject({ code: 'cloud/refused' });
    await expect(operator.readGroupKey()).rejects.toMatchObject({ code: 'cloud/refused' });
  });

  test('an event is read by its type and device, and a line that is none is let pass', () => {
    const { client, operator } = open();
    const seen: unknown[] = [];
    operator.follow(
      (event) => seen.push(event),
      () => undefined,
    );
    client.tell({ type: 'connected', deviceId: 'a', at: 1 });
    client.tell([1]);
    expect(seen).toEqual([
      { type: 'connected', deviceId: 'a', said: { type: 'connected', deviceId: 'a', at: 1 } },
      { type: 'unknown', deviceId: undefined, said: {} },
    ]);
  });
});
