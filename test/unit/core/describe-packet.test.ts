import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MqttPacketSeen } from '#core/ports/mqtt-client';
import { describeNote, describePacket } from '#core/trace/describe-packet';
import { TRACE_BODY_LIMIT, type TraceEntry } from '#core/trace/trace-entry';

const AT = Date.UTC(2026, 0, 5, 9, 10, 11);

function row(service: 'dps' | 'hub', packet: Partial<MqttPacketSeen> & Pick<MqttPacketSeen, 'type'>): TraceEntry {
  return describePacket({ service, at: AT, packet: { direction: 'sent', bytes: 10, ...packet } }, 1);
}

function publish(
  service: 'dps' | 'hub',
  direction: 'sent' | 'received',
  topic: string,
  body: string | Uint8Array = '',
  more: Partial<MqttPacketSeen> = {},
): TraceEntry {
  const payload = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return row(service, { type: 'publish', direction, topic, payload, qos: 0, ...more });
}

const field = (entry: TraceEntry, name: string): string | undefined =>
  entry.fields.find(([known]) => known === name)?.[1];

describe('DPS', () => {
  const state = '"registrationState":{"registrationId":"workbench-01","status":"STATUS"';
  const answer = (status: string, more = ''): string =>
    `{"operationId":"4.d0a6","status":"${status}",${state.replace('STATUS', status)}${more}}}`;
  const error =
    '{"errorCode":401002,"trackingId":"f40d","message":"Unauthorized","timestampUtc":"2026-01-05T09:10:11Z"}';

  test.each([
    ['sent', '$dps/registrations/PUT/iotdps-register/?$rid=11', '{}', 'registers with DPS (request 11)'],
    [
      'sent',
      '$dps/registrations/GET/iotdps-get-operationstatus/?$rid=12&operationId=4.d',
      ' ',
      'asks how far the registration is (request 12)',
    ],
    [
      'received',
      '$dps/registrations/res/202/?$rid=11&retry-after=3',
      '{"operationId":"4.d0a6","status":"assigning"}',
      'assigning, ask again in 3 s',
    ],
    ['received', '$dps/registrations/res/202/?$rid=11', answer('assigning'), 'assigning, ask again'],
    [
      'received',
      '$dps/registrations/res/200/?$rid=13',
      answer('assigned', ',"assignedHub":"iotc-1234.azure-devices.net","deviceId":"Workbench-01"'),
      'assigned to iotc-1234.azure-devices.net',
    ],
    [
      'received',
      '$dps/registrations/res/200/?$rid=13',
      answer('assigned', ',"assignedHub":"h.net","deviceId":"other"'),
      'assigned to h.net as other',
    ],
  ] as const)('%s %s', (direction, topic, body, words) => {
    expect(publish('dps', direction, topic, body)).toMatchObject({
      words,
      failed: false,
      topic,
      body,
      type: 'PUBLISH',
    });
  });

  test.each([
    [
      '$dps/registrations/res/200/?$rid=12',
      answer('failed', ',"errorCode":400209,"errorMessage":"no"'),
      'registration failed, 400209',
    ],
    ['$dps/registrations/res/200/?$rid=12', '{"status":"failed"}', 'registration failed, without a code'],
    ['$dps/registrations/res/200/?$rid=12', answer('disabled'), 'registration disabled'],
    ['$dps/registrations/res/401/?$rid=12', error, 'registration refused, 401002'],
    ['$dps/registrations/res/400/?$rid=12', 'not JSON', 'registration refused, 400'],
    ['$dps/registrations/res/429/?$rid=12&Retry-After=5', error, 'busy, ask again in 5 s'],
    ['$dps/registrations/res/503/?$rid=12', '', 'busy, ask again later'],
    ['$dps/registrations/res/200/?$rid=12', '<html>', 'an answer that is not of the form of DPS'],
    ['$iothub/twin/res/200/?$rid=12', '', 'a topic that DPS does not have'],
  ])('what failed is marked: %s', (topic, body, words) => {
    expect(publish('dps', 'received', topic, body)).toMatchObject({ words, failed: true });
  });

  test('what the service said stands in the fields, in order', () => {
    expect(publish('dps', 'received', '$dps/registrations/res/401/?$rid=12&retry-after=3', error).fields).toEqual([
      ['status', '401'],
      ['request', '12'],
      ['ask again after', '3 s'],
      ['error code', '401002'],
      ['tracking ID', 'f40d'],
      ['said', 'Unauthorized'],
      ['quality of service', '0'],
    ]);
  });
});

describe('publications at a hub', () => {
  test.each([
    ['sent', 'devices/d/messages/events/', '{"temperature":21.5,"humidity":40.25}x', 'telemetry, 38 bytes of text'],
    ['sent', 'devices/d/messages/events/', '{"temperature":21.5,"humidity":40.251}', 'telemetry, 38 bytes of JSON'],
    [
      'sent',
      'devices/d/messages/events/%24.ct=application%2Fjson',
      '{"t":',
      'telemetry, 5 bytes said to be JSON that cannot be read',
    ],
    ['sent', 'devices/d/messages/events/%24.sub=thermostat1', '1', 'telemetry of thermostat1, 1 byte of JSON'],
    ['sent', 'devices/d/modules/mod1/messages/events/', '', 'telemetry of mod1, no body'],
    ['received', 'devices/d/messages/devicebound/%24.mid=1', 'hi', 'message from the cloud, 2 bytes of text'],
    [
      'received',
      'devices/d/messages/devicebound/iothub-ack=none&method-name=reboot',
      '{}',
      'message from the cloud, offline command reboot',
    ],
    ['sent', '$iothub/twin/GET/?$rid=g1', '', 'asks for the twin (request g1)'],
    [
      'received',
      '$iothub/twin/res/200/?$rid=g1',
      '{"desired":{"a":1,"$version":4},"reported":{"$version":7}}',
      'twin, desired version 4, reported version 7',
    ],
    [
      'sent',
      '$iothub/twin/PATCH/properties/reported/?$rid=r1',
      '{"fw":"1.1","old":null}',
      'reports fw and old (request r1)',
    ],
    [
      'sent',
      '$iothub/twin/PATCH/properties/reported/?$rid=r1',
      '{"a":1,"b":2,"c":3,"d":4,"e":5}',
      'reports a, b, c and 2 more (request r1)',
    ],
    ['sent', '$iothub/twin/PATCH/properties/reported/?$rid=r1', '{}', 'reports nothing (request r1)'],
    [
      'sent',
      '$iothub/twin/PATCH/properties/reported/?$rid=r1',
      '[1]',
      'reports something that is not a JSON object (request r1)',
    ],
    ['received', '$iothub/twin/res/204/?$rid=r1&$version=8', '', 'reported properties accepted, version 8'],
    ['received', '$iothub/twin/res/200/?$rid=r1', '', 'reported properties accepted'],
    [
      'received',
      '$iothub/twin/PATCH/properties/desired/?$version=7',
      '{"targetTemperature":23,"$version":7}',
      'desired properties, version 7',
    ],
    ['received', '$iothub/methods/POST/getMaxMinReport/?$rid=1f', '"2026-01-01T00:00:00Z"', 'command getMaxMinReport'],
    ['sent', '$iothub/methods/res/200/?$rid=1f', '{"max":30}', 'answer 200 to command'],
  ] as const)('%s %s', (direction, topic, body, words) => {
    expect(publish('hub', direction, topic, body)).toMatchObject({ words, failed: false, topic, body });
  });

  test.each([
    ['$iothub/twin/res/429/?$rid=1', '', 'properties refused, 429'],
    ['$iothub/twin/res/400/?$rid=1', '{"errorCode":400004,"message":"no"}', 'properties refused, 400004'],
    ['$iothub/twin/res/200/?$rid=1', '{"desired":{}}', 'twin that cannot be read'],
    ['$iothub/methods/res/404/?$rid=1', '', 'answer 404 to command'],
    ['$iothub/other', '', 'a topic that IoT Hub does not have'],
    ['foo/bar', '', 'a topic that IoT Hub does not have'],
  ])('what failed is marked: %s', (topic, body, words) => {
    expect(publish('hub', 'received', topic, body)).toMatchObject({ words, failed: true });
  });

  test('properties, delivery and packet stand in the fields, in order', () => {
    const topic = 'devices/d/messages/events/%24.ct=application%2Fjson&alert';
    expect(publish('hub', 'sent', topic, '{}', { qos: 1, packetId: 12, duplicate: true }).fields).toEqual([
      ['$.ct', 'application/json'],
      ['alert', ''],
      ['quality of service', '1, asks for an acknowledgement'],
      ['sent again', 'yes'],
      ['packet ID', '12'],
    ]);
  });
});

describe('packets without a topic', () => {
  test('CONNECT to DPS and to a hub', () => {
    const userName = '0ne00ABCDEF/registrations/workbench-01/api-version=2019-03-31';
    const connect = { type: 'connect', clientId: 'workbench-01', cleanSession: true, keepAliveSeconds: 60 };
    expect(row('dps', { ...connect, userName })).toMatchObject({
      type: 'CONNECT',
      words: 'connects to DPS as workbench-01',
      fields: [
        ['client ID', 'workbench-01'],
        ['user name', userName],
        ['session', 'new'],
        ['keep-alive', '60 s'],
      ],
    });
    const atHub = row('hub', {
      ...connect,
      userName: 'h.net/workbench-01/?api-version=2021-04-12',
      cleanSession: false,
    });
    expect(atHub.words).toBe('connects to the hub as workbench-01');
    expect(field(atHub, 'session')).toBe('kept if there is one');
    expect(row('hub', { ...connect, userName: 'me' }).words).toMatch(/user name that neither DPS nor a hub knows/);
  });

  test.each([
    ['dps', 0, false, 'accepted'],
    ['hub', 0, false, 'accepted, new session'],
    ['hub', 0, true, 'accepted, session kept'],
    ['hub', 1, false, 'refused: protocol version not taken (1)'],
    ['hub', 3, false, 'refused: service unavailable (3)'],
    ['hub', 5, false, 'refused: not authorised (5)'],
    ['hub', 99, false, 'refused: for a reason that MQTT does not know (99)'],
  ] as const)('CONNACK of %s with %i, session present %s', (service, returnCode, sessionPresent, words) => {
    const entry = row(service, { type: 'connack', direction: 'received', returnCode, sessionPresent });
    expect(entry).toMatchObject({ words, failed: returnCode !== 0 });
    expect(field(entry, 'return code')).toBe(String(returnCode));
  });

  test('SUBSCRIBE names what is asked for', () => {
    const subscriptions = [
      { topic: 'devices/d/messages/devicebound/#', qos: 1 },
      { topic: '$iothub/methods/POST/#', qos: 0 },
      { topic: '$iothub/twin/res/#', qos: 0 },
      { topic: '$iothub/twin/PATCH/properties/desired/#', qos: 0 },
    ];
    const entry = row('hub', { type: 'subscribe', packetId: 3, subscriptions });
    expect(entry.words).toBe(
      'subscribes to messages from the cloud, commands, answers about properties and desired properties',
    );
    expect(entry.topic).toBe(subscriptions.map((one) => one.topic).join(', '));
    expect(entry.fields.at(-1)).toEqual(['packet ID', '3']);
    const dps = row('dps', { type: 'subscribe', subscriptions: [{ topic: '$dps/registrations/res/#', qos: 1 }] });
    expect(dps.words).toBe('subscribes to answers of DPS');
    expect(row('hub', { type: 'subscribe', subscriptions: [{ topic: 'x/#', qos: 1 }] }).words).toBe(
      'subscribes to “x/#”, which the service does not have',
    );
  });

  test('SUBACK tells what was refused', () => {
    expect(row('hub', { type: 'suback', granted: [1, 0] })).toMatchObject({
      words: 'subscriptions accepted',
      fields: [['granted', '1, 0']],
      failed: false,
    });
    expect(row('hub', { type: 'suback', granted: [1, 128] })).toMatchObject({
      words: '1 of 2 subscriptions refused',
      fields: [['granted', '1, refused']],
      failed: true,
    });
  });

  test.each([
    ['unsubscribe', 'sent', 'ends subscriptions', false],
    ['unsuback', 'received', 'subscriptions ended', false],
    ['puback', 'sent', 'acknowledges packet 7', false],
    ['puback', 'received', 'packet 7 acknowledged', false],
    ['pubrec', 'received', 'PUBREC, a step of quality of service 2, which the service does not have', true],
    ['pubrel', 'sent', 'PUBREL, a step of quality of service 2, which the service does not have', true],
    ['pubcomp', 'received', 'PUBCOMP, a step of quality of service 2, which the service does not have', true],
    ['pingreq', 'sent', 'keep-alive', false],
    ['pingresp', 'received', 'keep-alive answered', false],
    ['disconnect', 'sent', 'ends the connection', false],
    ['auth', 'received', 'AUTH, a packet that MQTT 3.1.1 does not have', true],
  ] as const)('%s %s', (type, direction, words, failed) => {
    expect(row('hub', { type, direction, packetId: 7 })).toMatchObject({ words, failed, type: type.toUpperCase() });
  });
});

describe('bodies', () => {
  const telemetry = (body: string | Uint8Array): TraceEntry =>
    publish('hub', 'sent', 'devices/d/messages/events/', body);

  test('binary is shown as hex', () => {
    const entry = telemetry(Uint8Array.of(0, 255, 16));
    expect(entry.words).toBe('telemetry, 3 bytes of binary data');
    expect(entry.body).toBe('00ff10');
    expect(field(entry, 'body')).toBe('binary, shown as hex');
  });

  test('UTF-8 with control characters is binary, with line ends it is text', () => {
    expect(telemetry('a\u0000b').body).toBe('610062');
    expect(telemetry('a\r\n\tü').body).toBe('a\r\n\tü');
  });

  test('a long text is cut at the limit, and its size is said', () => {
    const entry = telemetry(`"${'x'.repeat(10_000)}"`);
    expect(entry.body).toHaveLength(TRACE_BODY_LIMIT);
    expect(field(entry, 'body')).toBe('cut, 10,002 bytes in all');
    expect(telemetry(`{"a":"${'x'.repeat(100_000)}"}`).words).toBe('telemetry, 100,008 bytes of JSON');
    expect(telemetry('y'.repeat(TRACE_BODY_LIMIT)).fields).toEqual([['quality of service', '0']]);
  });

  test('a long text of characters of several bytes is never cut inside one', () => {
    for (const character of ['ü', '€', '🌡']) {
      for (const shift of ['', 'a', 'ab', 'abc']) {
        const text = shift + character.repeat(10_000);
        const { body } = telemetry(text);
        expect(text.startsWith(body)).toBe(true);
        expect(body.length).toBeGreaterThan(TRACE_BODY_LIMIT - 2);
        expect(body).not.toMatch(/\p{Surrogate}$/u);
      }
    }
  });

  test('a long binary body is cut at the limit too', () => {
    const entry = telemetry(new Uint8Array(10_000));
    expect(entry.body).toHaveLength(TRACE_BODY_LIMIT);
    expect(entry.fields.slice(1)).toEqual([
      ['body', 'binary, shown as hex'],
      ['body', 'cut, 10,000 bytes in all'],
    ]);
  });
});

test('a note stands between packets', () => {
  expect(describeNote({ at: AT, service: 'hub', words: 'connects again in 2 s', failed: true }, 9)).toEqual({
    number: 9,
    at: AT,
    direction: 'note',
    service: 'hub',
    type: 'NOTE',
    words: 'connects again in 2 s',
    topic: '',
    bytes: 0,
    body: '',
    fields: [],
    failed: true,
  });
});

test('no packet, however odd, breaks the trace', () => {
  const topics = fc.constantFrom(
    '',
    '$dps/registrations/res/200/?$rid=1',
    '$iothub/twin/res/200/?$rid=1',
    '$iothub/methods/POST/x/?$rid=1',
    'devices/d/messages/events/',
    'devices/d/messages/devicebound/method-name',
  );
  const bodies = fc.oneof(
    fc.uint8Array(),
    fc.json().map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(
      fc.constantFrom('dps', 'hub'),
      fc.constantFrom('sent', 'received'),
      fc.oneof(topics, fc.string()),
      bodies,
      (service, direction, topic, body) => {
        expect(publish(service, direction, topic, body).words).not.toBe('');
      },
    ),
    { numRuns: 1000 },
  );
});
