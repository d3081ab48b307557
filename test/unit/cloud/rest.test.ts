import { describe, expect, test } from 'vitest';
import { startCloud } from '../../support/cloud-harness.ts';
import { publishTemplates } from '../../support/models.ts';
import { makeFault } from '../../support/faults.ts';

describe('the operator’s door', () => {
  test.each([[undefined], ['Bearer x'], ['SharedAccessSignature sr=x']])('is shut for %s', async (authorization) => {
    const { cloud } = await startCloud();
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const { status, body, headers: answered } = await cloud.rest({ method: 'GET', url: '/api/devices', headers });
    expect(status).toBe(401);
    expect(answered['x-ms-error-code']).toBe('Unauthorized');
    expect(JSON.parse(body)).toEqual({
      error: {
        code: 'Unauthorized',
        message: expect.any(String),
        requestId: expect.any(String),
        time: 'Mon, 05 Jan 2026 09:10:11 GMT',
      },
    });
    expect(body).not.toContain(cloud.describe().operatorToken);
  });

  test('a preflight needs no token', async () => {
    const { cloud } = await startCloud();
    const { status, headers } = await cloud.rest({ method: 'OPTIONS', url: '/api/devices', headers: {} });
    expect(status).toBe(204);
    expect(headers['access-control-allow-headers']).toContain('authorization');
  });

  test.each([['/API/Devices/'], ['/api/devices?api-version=2022-07-31'], ['/api//devices'], ['/%61pi/devices']])(
    '%s is taken as clients write it',
    async (url) => {
      expect((await (await startCloud()).rest('GET', url)).status).toBe(200);
    },
  );

  test('IDs are percent-decoded', async () => {
    const harness = await startCloud();
    await harness.addDevice('a#b%');
    expect((await harness.rest('GET', '/_emu/devices/a%23b%25')).body.id).toBe('a#b%');
  });

  test.each([
    ['GET', '/nothing', undefined, 404],
    ['GET', '/api/devices/%zz', undefined, 400],
    ['DELETE', '/api/devices', undefined, 405],
    ['PUT', '/api/devices/x', '{', 400],
    ['PUT', '/api/devices/x', '[]', 400],
    ['PUT', '/api/devices/x', undefined, 400],
    ['GET', '/api/devices/nobody', undefined, 404],
    ['GET', '/api/enrollmentGroups/nobody', undefined, 404],
    ['PATCH', '/api/devices/nobody/properties', '{}', 404],
  ] as const)('%s %s with %s is %i', async (method, url, body, status) => {
    const answer = await (await startCloud()).rest(method, url, body);
    expect(answer.status).toBe(status);
    expect(answer.headers['x-ms-error-code']).toBe(answer.body.error.code);
  });
});

describe('IoT Central’s dialect', () => {
  test.each(['constructor', 'toString', '__proto__'])('a property may be called %s', async (name) => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const patch = await harness.rest('PATCH', '/api/devices/dev/properties', JSON.parse(`{"${name}":1}`));
    expect(patch.status).toBe(202);
    const { status, body } = await harness.rest('GET', '/api/devices/dev/properties');
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['$metadata']);
    expect(Object.entries(body.$metadata)).toEqual([[name, { desiredValue: 1, desiredVersion: 2 }]]);
  });

  test('a device that two requests make at once is one device', async () => {
    const harness = await startCloud();
    const put = (): ReturnType<typeof harness.rest> => harness.rest('PUT', '/api/devices/dev-1', {});
    const [first, second] = await Promise.all([put(), put()]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(harness.events.filter((event) => event.type === 'device' && event.change === 'added')).toHaveLength(1);
  });

  test('a device is made by PUT with 200, read, changed and removed', async () => {
    const harness = await startCloud();
    await publishTemplates(harness, 'dtmi:a:b;1');
    const made = await harness.rest('PUT', '/api/devices/dev-1', { displayName: 'Pump', template: 'dtmi:a:b;1' });
    expect(made).toMatchObject({
      status: 200,
      body: {
        id: 'dev-1',
        displayName: 'Pump',
        template: 'dtmi:a:b;1',
        enabled: true,
        provisioned: false,
        simulated: false,
      },
    });
    const patched = await harness.rest('PATCH', '/api/devices/dev-1', { displayName: 'Pump 2' });
    expect(patched.body).toMatchObject({ displayName: 'Pump 2', template: 'dtmi:a:b;1' });
    expect(patched.body.etag).not.toBe(made.body.etag);
    expect((await harness.rest('GET', '/api/devices')).body).toEqual({ value: [patched.body] });
    expect((await harness.rest('DELETE', '/api/devices/dev-1')).status).toBe(204);
    expect((await harness.rest('GET', '/api/devices/dev-1')).status).toBe(404);
  });

  test.each([
    ['an ID that Central does not take', 'a b', {}, 400],
    ['a display name that is no text', 'dev', { displayName: 1 }, 400],
    ['enabled that is no boolean', 'dev', { enabled: 'yes' }, 400],
  ])('%s is refused and makes nothing', async (_name, id, body, status) => {
    const harness = await startCloud();
    expect((await harness.rest('PUT', `/api/devices/${encodeURIComponent(id)}`, body)).status).toBe(status);
    expect((await harness.rest('GET', '/api/devices')).body.value).toEqual([]);
  });

  test('two IDs that differ in case alone are a conflict, because DPS would mix them up', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/dev', {});
    expect((await harness.rest('PUT', '/api/devices/DEV', {})).status).toBe(409);
  });

  test('a stale etag is 412, in the body or as If-Match', async () => {
    const harness = await startCloud();
    const { body } = await harness.rest('PUT', '/api/devices/dev', {});
    expect((await harness.rest('PATCH', '/api/devices/dev', { displayName: 'a', etag: body.etag })).status).toBe(200);
    expect((await harness.rest('PATCH', '/api/devices/dev', { displayName: 'b', etag: body.etag })).status).toBe(412);
    const authorization = harness.cloud.describe().operatorToken;
    const request = { method: 'PATCH', url: '/api/devices/dev', body: '{}' } as const;
    const stale = { authorization, 'if-match': `"${body.etag}"` };
    expect((await harness.cloud.rest({ ...request, headers: stale })).status).toBe(412);
    expect((await harness.cloud.rest({ ...request, headers: { authorization, 'if-match': '"*"' } })).status).toBe(200);
  });

  test('credentials are the keys derived from the group', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/dev', {});
    expect((await harness.rest('GET', '/api/devices/dev/credentials')).body).toEqual({
      idScope: harness.cloud.describe().idScope,
      symmetricKey: { primaryKey: harness.deviceKey('dev'), secondaryKey: expect.any(String) },
    });
  });

  test('a device registered by an operator is provisioned by its first DPS registration', async () => {
    const harness = await startCloud({ settings: { autoApprove: false } });
    await harness.rest('PUT', '/api/devices/dev', {});
    expect((await harness.register('dev')).status).toBe('assigned');
    expect((await harness.rest('GET', '/api/devices/dev')).body.provisioned).toBe(true);
  });

  test('properties show what was reported, wanted and acknowledged', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await client.subscribe('$iothub/twin/res/#');
    const reported = {
      serial: 'A1',
      targetTemperature: { value: 23, ac: 200, av: 2, ad: 'done' },
      thermostat1: { __t: 'c', maxTemp: 30.1 },
    };
    const patch = await harness.rest('PATCH', '/api/devices/dev/properties', { targetTemperature: 23 });
    expect(patch).toMatchObject({ status: 202, body: { $metadata: { targetTemperature: { desiredValue: 23 } } } });
    client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', JSON.stringify(reported));
    await client.next('publish');
    await harness.rest('PATCH', '/api/devices/dev/properties', { thermostat1: { target: 5 } });
    const time = '2026-01-05T09:10:11.000Z';
    expect((await harness.rest('GET', '/api/devices/dev/properties')).body).toEqual({
      serial: 'A1',
      targetTemperature: 23,
      thermostat1: {
        maxTemp: 30.1,
        $metadata: { maxTemp: { lastUpdateTime: time }, target: { desiredValue: 5, desiredVersion: 3 } },
      },
      $metadata: {
        serial: { lastUpdateTime: time },
        targetTemperature: {
          lastUpdateTime: time,
          ackCode: 200,
          ackVersion: 2,
          ackDescription: 'done',
          desiredValue: 23,
          desiredVersion: 2,
        },
      },
    });
    // A component that the device has shown is marked as one.
    expect((await harness.rest('GET', '/_emu/devices/dev')).body.desired.thermostat1).toEqual({ __t: 'c', target: 5 });
  });

  test('telemetry is the newest value of one name', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    for (const body of ['{"temperature":20}', '{"temperature":21}', '{"humidity":40}', 'no JSON']) {
      client.publish('devices/dev/messages/events/', body);
      await client.next('puback');
      await harness.clock.advance(1000);
    }
    const url = '/api/devices/dev/telemetry';
    expect((await harness.rest('GET', `${url}/temperature`)).body).toEqual({
      value: 21,
      timestamp: '2026-01-05T09:10:12.000Z',
    });
    expect((await harness.rest('GET', `${url}/never`)).status).toBe(404);
    await harness.set({ telemetryNeverSeen: 'empty' });
    expect(await harness.rest('GET', `${url}/never`)).toMatchObject({ status: 200, body: {} });
  });

  test('the enrollment groups are Central’s own two, with keys of 64 bytes', async () => {
    const harness = await startCloud();
    const { body } = await harness.rest('GET', '/api/enrollmentGroups');
    const group = (id: string, type: string) => [
      {
        id,
        displayName: id,
        enabled: true,
        type,
        etag: expect.any(String),
        attestation: {
          type: 'symmetricKey',
          symmetricKey: {
            primaryKey: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/),
            secondaryKey: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/),
          },
        },
      },
    ];
    expect(body.value).toEqual([...group('SAS-IoT-Devices', 'iot'), ...group('SAS-IoT-Edge-Devices', 'iotEdge')]);
    expect((await harness.rest('GET', '/api/enrollmentgroups/sas-iot-devices')).body).toEqual(body.value[0]);
    expect((await harness.rest('PATCH', '/api/enrollmentGroups/SAS-IoT-Devices', { enabled: 1 })).status).toBe(400);
  });
});

describe('our own routes', () => {
  test('the cloud describes itself', async () => {
    const harness = await startCloud();
    await harness.connect('dev');
    const { body } = await harness.rest('GET', '/_emu/cloud');
    expect(body).toMatchObject({ host: 'localhost', devices: 1, connected: 1, settings: { autoApprove: true } });
    expect(body.idScope).toMatch(/^0ne[0-9A-F]{8}$/);
    expect(JSON.stringify(body)).not.toContain(harness.groupKey());
  });

  test.each([
    [{ autoApprove: 'no' }, 'autoApprove must be true or false.'],
    [{ nothing: 1 }, /^There is no setting nothing; there are: autoApprove, /],
    [{ toString: 1 }, /^There is no setting toString; /],
    [{ retryAfterSeconds: -1 }, 'retryAfterSeconds must be a whole number from 0 to 3600.'],
    [{ retryAfterSeconds: 1.5 }, 'retryAfterSeconds must be a whole number from 0 to 3600.'],
    [{ disabledDeviceCode: 4 }, 'disabledDeviceCode must be one of 3, 5.'],
    [
      { faults: [makeFault('dps-error', { status: 200 as 404, retryAfterSeconds: 1 })] },
      /^faults must be a list of faults/,
    ],
    [{ faults: [makeFault('dps-error', { status: 429, times: 0, retryAfterSeconds: 1 })] }, /^faults must be /],
    [{ faults: [makeFault('half-open', {}), makeFault('half-open', {})] }, /^faults must be /],
    [{ otherHubHosts: [1] }, 'otherHubHosts must be a list of host names.'],
    [{ autoApprove: false, telemetryKept: 0 }, 'telemetryKept must be a whole number from 1 to 100000.'],
  ])('the settings %j are refused in words, and none of them is set', async (settings, message) => {
    const harness = await startCloud();
    const { status, body } = await harness.rest('PATCH', '/_emu/settings', settings);
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(message)]);
    expect((await harness.rest('GET', '/_emu/cloud')).body.settings.autoApprove).toBe(true);
  });

  test('a hub device gets a connection string to copy', async () => {
    const harness = await startCloud({ host: 'my.hub.example' });
    const { status, body } = await harness.rest('POST', '/_emu/devices', { deviceId: 'dev' });
    expect(status).toBe(201);
    expect(body).toEqual({
      deviceId: 'dev',
      connectionString: expect.stringMatching(
        /^HostName=my\.hub\.example;DeviceId=dev;SharedAccessKey=[A-Za-z0-9+/]{43}=$/,
      ),
      secondaryConnectionString: expect.stringMatching(/^HostName=/),
    });
    expect((await harness.rest('GET', '/_emu/devices/dev/connection-string')).body).toEqual(body);
    const module = await harness.rest('POST', '/_emu/devices', { deviceId: 'dev', moduleId: 'mod' });
    expect(module.body.connectionString).toContain(';DeviceId=dev;ModuleId=mod;');
  });

  test.each([
    [{}, 400],
    [{ deviceId: 1 }, 400],
    [{ deviceId: '' }, 400],
    [{ deviceId: 'a/b' }, 400],
    [{ deviceId: 'there' }, 409],
    [{ deviceId: 'nobody', moduleId: 'mod' }, 404],
  ])('%j is %i', async (body, status) => {
    const harness = await startCloud();
    await harness.addDevice('there');
    expect((await harness.rest('POST', '/_emu/devices', body)).status).toBe(status);
  });

  test('a device is shown at one look', async () => {
    const harness = await startCloud();
    await harness.register('dev', { payload: { modelId: 'dtmi:a:b;1' } });
    await harness.rest('PATCH', '/api/devices/dev/properties', { a: 1 });
    await harness.rest('POST', '/_emu/devices/dev/messages', { body: 1 });
    const { body } = await harness.rest('GET', '/_emu/devices');
    expect(body.value).toEqual([
      {
        id: 'dev',
        displayName: 'dev',
        registrationId: 'dev',
        groupId: 'SAS-IoT-Devices',
        source: 'group',
        authentication: { type: 'sas' },
        status: 'unassociated',
        enabled: true,
        approval: 'approved',
        provisioned: true,
        connected: false,
        connectedSince: null,
        assignedHub: 'localhost',
        modelId: 'dtmi:a:b;1',
        template: null,
        lastTelemetry: null,
        lastActivityAt: null,
        desired: { a: 1 },
        desiredVersion: 2,
        reported: {},
        reportedVersion: 1,
        queuedMessages: 1,
        refusals: 0,
      },
    ]);
  });

  test('attempts and telemetry are cut by top', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev');
    await harness.connect('dev2');
    for (let at = 0; at < 5; at += 1) client.publish('devices/dev/messages/events/', String(at));
    expect((await harness.rest('GET', '/_emu/devices/dev/telemetry?top=2')).body.value).toMatchObject([
      { body: 4 },
      { body: 3 },
    ]);
    expect((await harness.rest('GET', '/_emu/attempts?top=1')).body.value).toMatchObject([{ identity: 'dev2' }]);
    expect((await harness.rest('GET', '/_emu/attempts?top=x')).body.value).toHaveLength(2);
  });

  test('the event stream is announced as lines, and followers are told', async () => {
    const harness = await startCloud();
    const { status, headers } = await harness.cloud.rest({
      method: 'GET',
      url: '/_emu/events',
      headers: { authorization: harness.cloud.describe().operatorToken },
    });
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/x-ndjson' });
    const stop = harness.cloud.follow(() => {
      throw new Error('a broken stream');
    });
    const client = await harness.connect('dev');
    client.publish('devices/dev/messages/events/a=b', '{"t":1}');
    await client.next('puback');
    stop();
    expect(harness.events.map(({ type }) => type)).toEqual(['device', 'attempt', 'connected', 'telemetry']);
    expect(harness.events.at(-1)).toEqual({
      type: 'telemetry',
      at: harness.clock.now(),
      deviceId: 'dev',
      body: { t: 1 },
      properties: { a: 'b' },
    });
  });
});
