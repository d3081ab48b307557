import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPayload } from '#core/qr/read-payload';

const README = readFileSync(new URL('../../../src/core/qr/README.md', import.meta.url), 'utf8');

test('the connect code that is published as an example is read to what is said of it', () => {
  const [, deviceId, idScope, length, text = ''] =
    /Device `(.+?)` of ID scope `(.+?)` with one key is (\d+) characters.*\n`(DW1C:.+)`/.exec(README) ?? [];
  expect(text).toHaveLength(Number(length));
  expect(readPayload(text)).toMatchObject({
    kind: 'connect',
    form: 'workbench',
    code: { route: { kind: 'dps', idScope, registrationId: deviceId }, keys: { kind: 'device-key' } },
    notes: [],
  });
});
