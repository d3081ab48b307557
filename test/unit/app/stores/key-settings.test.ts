import { describe, expect, test } from 'vitest';
import { EXPORT_FORMATS, type ExportFormat } from '#core/export/flashed-device';
import { missingNeeds } from '#core/export/export-facts';
import { EMPTY_KEY_DRAFT, type KeyDraft } from '#app/stores/key-draft';
import { exportSettingsOf, judgeExport } from '#app/stores/key-settings';

const CLOUDS = { server: { origin: 'http://localhost:8080', host: 'localhost' }, browser: undefined };
const NOW_MS = Date.UTC(2026, 0, 5);
const draftOf = (format: ExportFormat, part: Partial<KeyDraft> = {}): KeyDraft => ({
  ...EMPTY_KEY_DRAFT,
  format,
  ...part,
});
const fieldsOf = (draft: KeyDraft): string[] =>
  [...judgeExport(draft)].map(([name, { needed, error }]) => `${name}${needed ? '!' : ''} ${error?.code ?? 'good'}`);

describe('the settings of an export', () => {
  test.each<[KeyDraft, string[]]>([
    [draftOf('central-csv'), []],
    [draftOf('enrollments'), []],
    [draftOf('env'), ['idScope! id-scope/form', 'hubHost good']],
    [draftOf('json', { hubHost: 'https://x.net/' }), ['idScope! id-scope/form', 'hubHost host/with-scheme']],
    [draftOf('edge-toml', { idScope: '0ne00A1B2C3' }), ['idScope! good']],
    [draftOf('connection-strings'), ['hubHost! host/form']],
    [draftOf('sas-tokens'), ['idScope! id-scope/form']],
    [draftOf('sas-tokens', { tokenFor: 'hub' }), ['hubHost! host/form']],
  ])('%o asks for what it has a place for', (draft, fields) => {
    expect(fieldsOf(draft)).toEqual(fields);
  });

  test.each(EXPORT_FORMATS)('%s can be printed once its fields are good', (format) => {
    for (const tokenFor of ['dps', 'hub'] as const) {
      const draft = draftOf(format, { tokenFor, idScope: '0ne00A1B2C3', hubHost: 'my-hub.azure-devices.net' });
      const fields = [...judgeExport(draft)];
      const settings = exportSettingsOf(draft, CLOUDS, NOW_MS);
      expect(fields.filter(([, { error }]) => error !== undefined)).toEqual([]);
      expect(missingNeeds(format, settings)).toEqual([]);
      const bare = exportSettingsOf(draftOf(format, { tokenFor }), CLOUDS, NOW_MS);
      const needed = fields.filter(([, field]) => field.needed).map(([name]) => name);
      expect(missingNeeds(format, bare)).toEqual(needed);
    }
  });

  test('hold what passed, and end tokens after the life that was chosen', () => {
    const draft = draftOf('json', {
      idScope: ' 0ne00A1B2C3 ',
      hubHost: 'not a host',
      endpoint: 'server',
      tokenLifeSeconds: 3600,
    });
    expect(exportSettingsOf(draft, CLOUDS, NOW_MS)).toEqual({
      idScope: '0ne00A1B2C3',
      dpsHost: 'localhost',
      hubHost: undefined,
      tokenFor: 'dps',
      tokenEndsAtSeconds: NOW_MS / 1000 + 3600,
      exactKeys: false,
    });
    expect(exportSettingsOf({ ...draft, exactKeys: true }, CLOUDS, NOW_MS).exactKeys).toBe(true);
  });

  test.each([
    ['global', 'global.azure-devices-provisioning.net'],
    ['china', 'global.azure-devices-provisioning.cn'],
    ['us', 'global.azure-devices-provisioning.us'],
    ['own', 'my-dps.example.net'],
    ['browser', ''],
  ] as const)('name the host of %s', (endpoint, host) => {
    const draft = draftOf('json', { endpoint, ownHost: 'my-dps.example.net' });
    expect(exportSettingsOf(draft, CLOUDS, NOW_MS).dpsHost).toBe(host);
  });
});
