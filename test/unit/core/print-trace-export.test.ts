import { describe, expect, test } from 'vitest';
import { describeNote, describePacket } from '#core/trace/describe-packet';
import { printTraceExport } from '#core/trace/print-trace-export';
import type { TraceEntry } from '#core/trace/trace-entry';

const KEY = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==';
const SIGNATURE = 'TePXKGODxztVlL%2F2mYI%2FRk9yoLM04CpUZ2NaGV%2Bhp8I%3D';
const TOKEN = `SharedAccessSignature sr=h.azure-devices.net%2Fdevices%2Fd&sig=${SIGNATURE}&se=1767225600`;

function telemetry(body: string | Uint8Array, topic = 'devices/d/messages/events/'): TraceEntry {
  const payload = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const packet = { direction: 'sent', type: 'publish', bytes: 99, topic, payload, qos: 1 } as const;
  return describePacket({ service: 'hub', at: Date.UTC(2026, 0, 5), packet }, 1);
}

describe('the export of a trace', () => {
  test('is one JSON object a line, with times that people can read', () => {
    const text = printTraceExport([
      telemetry('{"temperature":21.5}'),
      describeNote({ at: Date.UTC(2026, 0, 5, 0, 0, 1), service: 'hub', words: 'stops' }, 2),
    ]);
    expect(text.endsWith('}\n')).toBe(true);
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows).toEqual([
      expect.objectContaining({
        number: 1,
        at: '2026-01-05T00:00:00.000Z',
        body: '{"temperature":21.5}',
        type: 'PUBLISH',
      }),
      expect.objectContaining({ number: 2, at: '2026-01-05T00:00:01.000Z', words: 'stops', type: 'NOTE' }),
    ]);
  });

  test('of no rows is empty', () => {
    expect(printTraceExport([])).toBe('');
  });

  test.each([
    ['a token in a body', telemetry(JSON.stringify({ note: TOKEN })), SIGNATURE],
    ['a token alone', telemetry(TOKEN), SIGNATURE],
    ['a key under its name', telemetry(JSON.stringify({ primaryKey: KEY })), KEY],
    ['a key under another name', telemetry(JSON.stringify({ value: [KEY] })), KEY],
    ['a connection string', telemetry(`HostName=h;DeviceId=d;SharedAccessKey=${KEY}`), KEY],
    ['a password', telemetry('{"wifi":{"password":"hunter2"}}'), 'hunter2'],
    ['a key in a property', telemetry('{}', `devices/d/messages/events/a=${encodeURIComponent(KEY)}`), KEY],
    [
      'the same, as it stands in the topic',
      telemetry('{}', `devices/d/messages/events/a=${encodeURIComponent(KEY)}`),
      encodeURIComponent(KEY),
    ],
    ['a password in a property', telemetry('{}', 'devices/d/messages/events/password=hunter2'), 'hunter2'],
    ['a token in a note', describeNote({ at: 0, service: 'dps', words: `token ${TOKEN}` }, 1), SIGNATURE],
    [
      'a secret in a field',
      describeNote({ at: 0, service: 'dps', words: 'x', fields: [['secret', 'hunter2']] }, 1),
      'hunter2',
    ],
  ])('holds no secret: %s', (_name, entry, secret) => {
    expect(JSON.stringify(entry)).toContain(secret);
    const text = printTraceExport([entry]);
    expect(text).not.toContain(secret);
    expect(text).toContain('(left out)');
  });

  test('holds no secret that hides in a binary body, shown as hex', () => {
    const entry = telemetry(new TextEncoder().encode(`\u0000${KEY}`));
    const hex = [...new TextEncoder().encode(KEY)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(entry.body).toContain(hex);
    expect(printTraceExport([entry])).not.toContain(hex);
  });

  test('keeps topics, IDs and numbers whole', () => {
    const topic =
      '$dps/registrations/GET/iotdps-get-operationstatus/?$rid=12&operationId=4.d0a671905ea5b2c8.e7173b7b-6d0a-4f2b-9b8f-5c7f0d1f2a33';
    const packet = { direction: 'sent', type: 'publish', bytes: 9, topic, payload: new Uint8Array(), qos: 1 } as const;
    const [row] = printTraceExport([describePacket({ service: 'dps', at: 0, packet }, 1)]).split('\n');
    expect(JSON.parse(row ?? '')).toMatchObject({
      topic,
      words: 'asks how far the registration is (request 12)',
      fields: [
        ['request', '12'],
        ['operation', '4.d0a671905ea5b2c8.e7173b7b-6d0a-4f2b-9b8f-5c7f0d1f2a33'],
        ['quality of service', '1, asks for an acknowledgement'],
      ],
    });
  });
});
