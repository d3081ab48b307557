import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, findBadSetting } from '#cloud/settings';
import { createCloudOperator } from '#app/cloud-operator';
import { listSettings, SETTING_GROUPS, type SettingGroup } from '#app/cloud-setting-fields';
import { createCloudSettings } from '#app/cloud-settings';
import { createFakeOperator } from '../../support/fake-operator.ts';

const FIELDS = (Object.keys(SETTING_GROUPS) as SettingGroup[]).flatMap((group) => [...listSettings(group)]);

describe('the settings that an operator can change', () => {
  test('are all that the cloud has, but for faults, which have a place of their own', () => {
    const names = FIELDS.map(([name]) => name).toSorted();
    expect(names).toEqual(
      Object.keys(DEFAULT_SETTINGS)
        .filter((name) => name !== 'faults')
        .toSorted(),
    );
  });

  test.each(FIELDS)('%s takes what is offered, and nothing beyond', (name, field) => {
    const isTaken = (value: number | string | boolean | string[]): boolean =>
      findBadSetting({ [name]: value }) === undefined;
    if (field.kind === 'switch') expect([true, false].map(isTaken)).toEqual([true, true]);
    else if (field.kind === 'names') expect(isTaken(['hub.example.com'])).toBe(true);
    else if (field.kind === 'choice') expect(field.values.every(isTaken)).toBe(true);
    else {
      const { least, most } = field;
      expect([least - 1, least, most, most + 1].map(isTaken)).toEqual([false, true, true, false]);
    }
  });
});

describe('what is asked about settings', () => {
  function open() {
    const client = createFakeOperator();
    const settings = createCloudSettings(createCloudOperator(client).ask);
    const sent = (): unknown[] =>
      client.requests.map(({ method, url, body }) => [method, url, body === undefined ? undefined : JSON.parse(body)]);
    return { client, settings, sent };
  }

  test('values and what is usual come together; an answer that is neither is refused', async () => {
    const { client, settings } = open();
    client.answer('GET /_emu/settings', 200, { settings: { autoApprove: false }, defaults: { autoApprove: true } });
    expect(await settings.read()).toEqual({ settings: { autoApprove: false }, defaults: { autoApprove: true } });
    client.answer('GET /_emu/settings', 200, {});
    await expect(settings.read()).rejects.toMatchObject({ code: 'cloud/refused' });
  });

  test('faults begin with what belongs to their kind, and stop by their ID or all at once', async () => {
    const { client, settings, sent } = open();
    client.answer('POST /_emu/faults', 200, {});
    client.answer('DELETE /_emu/faults/a%2Fb', 204);
    client.answer('DELETE /_emu/faults', 204);
    const details = { percent: 10 };
    await settings.beginFault({ kind: 'lost-acknowledgements', deviceId: 'gate', times: null, seconds: 60, details });
    await settings.beginFault({ kind: 'half-open', deviceId: null, times: null, seconds: null, details: {} });
    await settings.stopFault('a/b');
    await settings.stopAllFaults();
    expect(sent()).toEqual([
      [
        'POST',
        '/_emu/faults',
        { kind: 'lost-acknowledgements', deviceId: 'gate', times: null, seconds: 60, percent: 10 },
      ],
      ['POST', '/_emu/faults', { kind: 'half-open', deviceId: null, times: null }],
      ['DELETE', '/_emu/faults/a%2Fb', undefined],
      ['DELETE', '/_emu/faults', undefined],
    ]);
  });

  test('all devices move to a hub, and their number is told', async () => {
    const { client, settings, sent } = open();
    client.answer('POST /_emu/move', 200, { moved: 3, hub: 'hub-2.localhost' });
    expect(await settings.moveDevices('hub-2.localhost')).toBe(3);
    expect(sent()).toEqual([['POST', '/_emu/move', { to: 'hub-2.localhost' }]]);
  });
});
