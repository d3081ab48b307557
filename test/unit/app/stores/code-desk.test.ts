import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { DeviceRecord, DeviceSecret } from '#core/identity/device-record';
import type { NewDevice } from '#core/ports/device-host';
import { openLocked } from '#core/qr/locked-text';
import type { ConnectCode } from '#core/qr/payload';
import { readPayload } from '#core/qr/read-payload';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { createCodeDesk, type CodeDesk } from '#app/stores/code-desk';
import { formsOf, HOLDINGS, MADE_FORMS, subjectOf, type CodeDraft } from '#app/stores/code-draft';
import { createFakeServices, type FakeServices } from '../../../support/fake-services.ts';

const SCOPE = '0ne00A1B2C3';
const KEY = btoa('k'.repeat(32));
const SECOND = btoa('s'.repeat(32));
const GROUP_KEY = btoa('g'.repeat(64));
const SECOND_GROUP_KEY = btoa('h'.repeat(64));
const MODEL = 'dtmi:com:example:Pump;1';
const PASSPHRASE = 'correct horse battery staple';

const AT_AZURE: NewDevice['record'] = {
  cloud: { kind: 'azure' },
  route: { kind: 'dps', dpsHost: 'global.azure-devices-provisioning.net', idScope: SCOPE, registrationId: 'pump-7' },
  behaviour: 'raw',
  modelId: MODEL,
};
const DEVICE_KEYS: DeviceSecret = { kind: 'device-key', primaryKey: KEY, secondaryKey: SECOND };
const GROUP_KEYS: DeviceSecret = { kind: 'group-key', primaryKey: GROUP_KEY, secondaryKey: SECOND_GROUP_KEY };

interface Bench {
  readonly services: FakeServices;
  readonly desk: CodeDesk;
}

/** A desk before which nothing was chosen. */
function open(): Bench {
  const services = createFakeServices();
  return { services, desk: createCodeDesk(services) };
}

/** A desk with a kept device that is chosen. */
async function openFor(secret: DeviceSecret, record: NewDevice['record'] = AT_AZURE): Promise<Bench> {
  const bench = open();
  await bench.services.devices.add({ record, secret });
  const [device] = await bench.services.devices.list();
  bench.desk.choose({ kind: 'device', record: device?.record as DeviceRecord });
  return bench;
}

/** What was drawn last: its level and its text. */
function drawn({ services }: Bench): { readonly level: string; readonly text: string } | undefined {
  const last = services.seen.filter((entry) => entry.startsWith('draw ')).at(-1);
  const [, level = '', text = ''] = /^draw (\w) (.*)$/s.exec(last ?? '') ?? [];
  return last === undefined ? undefined : { level, text };
}

/** Reads what was drawn last as whoever scans it does. */
function readDrawn(bench: Bench): ConnectCode {
  const payload = readPayload(drawn(bench)?.text ?? '');
  if (payload.kind !== 'connect') throw new Error(`drawn was ${payload.kind}`);
  return payload.code;
}

function madeOf({ desk }: Bench) {
  const work = desk.work.get();
  if (work.kind !== 'made') throw new Error(`not made but ${work.kind}`);
  return work.code;
}

async function derive(groupKey: string, name = 'pump-7'): Promise<string> {
  return encodeBase64(await deriveDeviceKey(crypto.subtle, decodeBase64(groupKey) ?? new Uint8Array(), name));
}

describe('a code of a kept device', () => {
  test('of ours says all that is known of it, and is of level M', async () => {
    const bench = await openFor(DEVICE_KEYS);
    await bench.desk.make();
    expect(drawn(bench)).toMatchObject({ level: 'M', text: expect.stringMatching(/^DW1C:/) as string });
    expect(readDrawn(bench)).toEqual({
      route: { kind: 'dps', idScope: SCOPE, registrationId: 'pump-7' },
      keys: { kind: 'device-key', primaryKey: KEY, secondaryKey: SECOND },
      modelId: MODEL,
    });
    expect(madeOf(bench)).toMatchObject({
      name: 'pump-7',
      keys: { kind: 'device-key', count: 2 },
      modelId: MODEL,
      isSecret: true,
    });
  });

  test('leaves out the second key and the model where they are not wanted', async () => {
    const bench = await openFor(DEVICE_KEYS);
    bench.desk.change({ withSecondary: false, withModel: false });
    await bench.desk.make();
    expect(readDrawn(bench)).toEqual({
      route: { kind: 'dps', idScope: SCOPE, registrationId: 'pump-7' },
      keys: { kind: 'device-key', primaryKey: KEY },
    });
  });

  test('without keys asks for none', async () => {
    const bench = await openFor(DEVICE_KEYS);
    bench.desk.change({ holds: 'no-key' });
    await bench.desk.make();
    expect(readDrawn(bench)).not.toHaveProperty('keys');
    expect(madeOf(bench)).toMatchObject({ keys: undefined, isSecret: false, link: 'free' });
    expect(bench.services.devices.calls).not.toContain('reveal 1');
  });

  test('in IoT Central’s form is the very text and level that IoT Central shows', async () => {
    const bench = await openFor(DEVICE_KEYS);
    bench.desk.change({ form: 'central' });
    await bench.desk.make();
    const json = `{"deviceId":"pump-7","scopeId":"${SCOPE}","deviceKey":"${KEY}"}`;
    expect(drawn(bench)).toEqual({ level: 'L', text: btoa(json) });
  });

  test('names its hub, module and gateway where it has no provisioning service', async () => {
    const route = {
      kind: 'hub',
      hubHost: 'plant.azure-devices.net',
      deviceId: 'pump-7',
      moduleId: 'meter',
      gatewayHostName: 'edge.local',
    } as const;
    const bench = await openFor(DEVICE_KEYS, { ...AT_AZURE, route });
    bench.desk.change({ form: 'central' });
    expect(bench.desk.typed.get().draft.form).toBe('workbench');
    await bench.desk.make();
    expect(readDrawn(bench).route).toEqual(route);
    expect(bench.desk.saveSvg('x')).toBe('pump-7_meter.svg');
  });

  test('names a service that is not the global one, for which IoT Central’s form has no place', async () => {
    const dpsHost = 'global.azure-devices-provisioning.cn';
    const route = { kind: 'dps', dpsHost, idScope: SCOPE, registrationId: 'pump-7' } as const;
    const bench = await openFor(DEVICE_KEYS, { ...AT_AZURE, route });
    expect(formsOf(subjectOf(bench.desk.typed.get().draft))).toEqual(['workbench', 'locked']);
    await bench.desk.make();
    expect(readDrawn(bench).route).toMatchObject({ dpsHost });
  });

  test.each<NewDevice['record']['cloud']>([{ kind: 'tab' }, { kind: 'node', origin: 'http://localhost:8080' }])(
    'of a local cloud ($kind) is known by its ID scope alone',
    async (cloud) => {
      const route = { kind: 'dps', dpsHost: 'this-browser.local', idScope: SCOPE, registrationId: 'pump-7' } as const;
      const bench = await openFor(DEVICE_KEYS, { ...AT_AZURE, cloud, route });
      await bench.desk.make();
      expect(readDrawn(bench).route).toEqual({ kind: 'dps', idScope: SCOPE, registrationId: 'pump-7' });
    },
  );

  test('with a certificate names it and holds nothing', async () => {
    const bench = await openFor({ kind: 'certificate', primaryId: 'c1' });
    bench.desk.change({ form: 'locked', holds: 'own-key' });
    expect(bench.desk.typed.get().draft).toMatchObject({ form: 'workbench', holds: 'no-key' });
    await bench.desk.make();
    expect(readDrawn(bench)).not.toHaveProperty('keys');
  });

  test('whose keys cannot be had is not made', async () => {
    const bench = await openFor(DEVICE_KEYS);
    bench.services.devices.fail('reveal', new WorkbenchError('device/unknown', {}));
    await expect(bench.desk.make()).rejects.toMatchObject({ code: 'device/unknown' });
    expect(bench.desk.work.get()).toEqual({ kind: 'none' });
  });

  test('that got a certificate meanwhile is not made with nothing in it', async () => {
    const bench = await openFor(DEVICE_KEYS);
    await bench.services.devices.replaceSecret('1', { kind: 'certificate', primaryId: 'c1' });
    await expect(bench.desk.make()).rejects.toMatchObject({ code: 'device/key-missing' });
  });
});

describe('the key of a group', () => {
  test('is not in a code of one of its devices: that holds the key that is worked out for it', async () => {
    const bench = await openFor(GROUP_KEYS);
    await bench.desk.make();
    expect(readDrawn(bench).keys).toEqual({
      kind: 'device-key',
      primaryKey: await derive(GROUP_KEY),
      secondaryKey: await derive(SECOND_GROUP_KEY),
    });
  });

  test('goes into a code only after it was chosen and then agreed to once more', async () => {
    const bench = await openFor(GROUP_KEYS);
    bench.desk.change({ holds: 'group-key' });
    await bench.desk.make();
    expect(bench.desk.work.get()).toEqual({ kind: 'asking', question: 'group-key' });
    expect(drawn(bench)).toBeUndefined();
    expect(() => bench.desk.draw()).toThrow(TypeError);
    await bench.desk.agree();
    expect(readDrawn(bench).keys).toEqual({ ...GROUP_KEYS });
    expect(madeOf(bench).keys).toEqual({ kind: 'group-key', count: 2 });
  });

  test('stays out after a no, and a yes without a question is none', async () => {
    const bench = await openFor(GROUP_KEYS);
    bench.desk.change({ holds: 'group-key' });
    await bench.desk.agree();
    expect(bench.desk.work.get()).toEqual({ kind: 'none' });
    await bench.desk.make();
    bench.desk.decline();
    await bench.desk.agree();
    expect(drawn(bench)).toBeUndefined();
    expect(bench.desk.work.get()).toEqual({ kind: 'none' });
  });

  test('is asked for again with every code', async () => {
    const bench = await openFor(GROUP_KEYS);
    bench.desk.change({ holds: 'group-key' });
    await bench.desk.make();
    await bench.desk.agree();
    bench.desk.change({ withModel: false });
    await bench.desk.make();
    expect(bench.desk.work.get()).toEqual({ kind: 'asking', question: 'group-key' });
  });

  test('is asked for in a locked code, too', async () => {
    const bench = await openFor(GROUP_KEYS);
    bench.desk.change({ form: 'locked', holds: 'group-key', passphrase: PASSPHRASE });
    await bench.desk.make();
    expect(bench.desk.work.get()).toEqual({ kind: 'asking', question: 'group-key' });
  });

  test('is never in IoT Central’s form', async () => {
    const bench = await openFor(GROUP_KEYS);
    bench.desk.change({ form: 'central', holds: 'group-key' });
    await bench.desk.make();
    expect(readDrawn(bench).keys).toEqual({ kind: 'device-key', primaryKey: await derive(GROUP_KEY) });
  });

  test.each(
    MADE_FORMS.filter((form) => form !== 'locked').flatMap((form) =>
      HOLDINGS.flatMap((holds) =>
        [GROUP_KEYS, { ...GROUP_KEYS, kind: 'device-key' } as const].map((secret) => ({ form, holds, secret })),
      ),
    ),
  )('is in nothing drawn without a yes: $form, $holds, kept as $secret.kind', async ({ form, holds, secret }) => {
    const bench = await openFor(secret);
    bench.desk.change({ form, holds });
    await bench.desk.make();
    const held = drawn(bench) === undefined ? undefined : readDrawn(bench).keys;
    expect([held?.primaryKey, held?.secondaryKey]).not.toContain(GROUP_KEY);
    expect([held?.primaryKey, held?.secondaryKey]).not.toContain(SECOND_GROUP_KEY);
  });

  test('that was typed as the key of a device is suspected by its length', async () => {
    const bench = open();
    bench.desk.change({ deviceId: 'pump-7', idScope: SCOPE, primaryKey: GROUP_KEY });
    await bench.desk.make();
    expect(bench.desk.work.get()).toEqual({ kind: 'asking', question: 'may-be-group-key' });
    expect(drawn(bench)).toBeUndefined();
    await bench.desk.agree();
    expect(readDrawn(bench).keys).toEqual({ kind: 'device-key', primaryKey: GROUP_KEY });
  });
});

describe('a code of a device that is typed', () => {
  const TYPED: Partial<CodeDraft> = { deviceId: ' pump-7 ', idScope: ` ${SCOPE} `, primaryKey: ` ${KEY}\n` };

  test('has what the fields say, without the blanks around', async () => {
    const bench = open();
    bench.desk.change({ ...TYPED, secondaryKey: SECOND, modelId: ` ${MODEL} ` });
    expect([...bench.desk.typed.get().fields.values()].some(({ error }) => error !== undefined)).toBe(false);
    await bench.desk.make();
    expect(readDrawn(bench)).toEqual({
      route: { kind: 'dps', idScope: SCOPE, registrationId: 'pump-7' },
      keys: { kind: 'device-key', primaryKey: KEY, secondaryKey: SECOND },
      modelId: MODEL,
    });
  });

  test('works its key out from that of its group', async () => {
    const bench = open();
    bench.desk.change({ ...TYPED, keyKind: 'group-key', primaryKey: GROUP_KEY });
    await bench.desk.make();
    expect(readDrawn(bench).keys).toEqual({ kind: 'device-key', primaryKey: await derive(GROUP_KEY) });
  });

  test('names the service that was chosen', async () => {
    const bench = open();
    bench.desk.change({ ...TYPED, endpoint: 'us' });
    await bench.desk.make();
    expect(readDrawn(bench).route).toMatchObject({ dpsHost: 'global.azure-devices-provisioning.us' });
    bench.desk.change({ endpoint: 'own', ownHost: ' my-dps.example.com ' });
    await bench.desk.make();
    expect(readDrawn(bench).route).toMatchObject({ dpsHost: 'my-dps.example.com' });
  });

  test('has the fields that lack something, and no others', () => {
    const { desk } = open();
    const faults = (): readonly string[] =>
      [...desk.typed.get().fields].filter(([, { error }]) => error !== undefined).map(([name]) => name);
    expect(faults()).toEqual(['deviceId', 'idScope', 'primaryKey']);
    desk.change({ holds: 'no-key' });
    expect(faults()).toEqual(['deviceId', 'idScope']);
    desk.change({ ...TYPED, endpoint: 'own', modelId: 'pump' });
    expect(faults()).toEqual(['ownHost', 'modelId']);
    desk.change({ endpoint: 'global', modelId: '', form: 'locked' });
    expect(faults()).toEqual(['passphrase']);
  });

  test('of a local cloud takes its ID scope, and gives it back when another is chosen', async () => {
    const { desk } = open();
    await desk.chooseEndpoint('browser');
    expect(desk.typed.get().draft.idScope).toBe('0ne0000BBBB');
    await desk.chooseEndpoint('global');
    expect(desk.typed.get().draft.idScope).toBe('');
  });
});

describe('a code of one of the Keys room’s devices', () => {
  const WHERE = { endpoint: 'global', ownHost: '', idScope: SCOPE } as const;

  async function openList(text = 'pump-1\npump-2\n'): Promise<Bench> {
    const bench = open();
    await bench.services.keys.read({ kind: 'text', text });
    await bench.services.keys.make({ primaryKey: GROUP_KEY, secondaryKey: SECOND_GROUP_KEY }, () => undefined);
    return bench;
  }

  test('has the keys that were made for it', async () => {
    const bench = await openList();
    await bench.desk.chooseKeyed(1, WHERE);
    await bench.desk.make();
    expect(readDrawn(bench)).toEqual({
      route: { kind: 'dps', idScope: SCOPE, registrationId: 'pump-2' },
      keys: {
        kind: 'device-key',
        primaryKey: await derive(GROUP_KEY, 'pump-2'),
        secondaryKey: await derive(SECOND_GROUP_KEY, 'pump-2'),
      },
    });
  });

  test('needs an ID scope where that room had none', async () => {
    const bench = await openList();
    await bench.desk.chooseKeyed(0, { ...WHERE, idScope: '' });
    expect(bench.desk.typed.get().fields.get('idScope')?.error).toMatchObject({ code: 'id-scope/form' });
  });

  test('is refused where there are no keys, and where the list is another one by now', async () => {
    const bench = open();
    await expect(bench.desk.chooseKeyed(0, WHERE)).rejects.toMatchObject({ code: 'qr/keys-gone' });
    const other = await openList();
    await other.desk.chooseKeyed(1, WHERE);
    await other.services.keys.read({ kind: 'text', text: 'fan-1\nfan-2\n' });
    await other.services.keys.make({ primaryKey: GROUP_KEY }, () => undefined);
    await expect(other.desk.make()).rejects.toMatchObject({ code: 'qr/keys-gone' });
    expect(drawn(other)).toBeUndefined();
  });
});

describe('a locked code', () => {
  test('opens with its passphrase until the end of its last day, and says nothing of the device without', async () => {
    const bench = await openFor(DEVICE_KEYS);
    bench.desk.change({ form: 'locked', passphrase: PASSPHRASE, endsOn: '2027-01-31' });
    await bench.desk.make();
    const endsAt = Date.parse('2027-01-31T23:59:59Z');
    expect(madeOf(bench)).toMatchObject({ endsAt, isSecret: false, link: 'free' });
    const payload = readPayload(drawn(bench)?.text ?? '');
    if (payload.kind !== 'locked') throw new Error(payload.kind);
    expect(payload.locked).toMatchObject({ form: 'locked', endsAt });
    expect(new TextDecoder('latin1').decode(payload.locked.bytes)).not.toContain('pump-7');
    const opened = await openLocked(crypto, payload.locked, PASSPHRASE, endsAt - 1);
    expect(opened).toMatchObject({
      ok: true,
      value: { kind: 'connect-code', code: { keys: { primaryKey: KEY }, modelId: MODEL } },
    });
    expect(await openLocked(crypto, payload.locked, 'another', endsAt - 1)).toMatchObject({ ok: false });
  });

  test('gets a passphrase that nobody guesses where one is asked for', () => {
    const { desk } = open();
    desk.change({ form: 'locked' });
    desk.makePassphrase();
    expect(desk.typed.get().draft).toMatchObject({
      passphrase: expect.stringMatching(/^([2-9a-z]{4}-){6}[2-9a-z]{4}$/) as string,
      isMadePassphrase: true,
    });
  });
});

describe('a link', () => {
  test('to a locked code opens it at this page, or at a copy', async () => {
    const bench = await openFor(DEVICE_KEYS);
    bench.desk.change({ form: 'locked', passphrase: PASSPHRASE });
    await bench.desk.make();
    expect(bench.desk.link()).toMatch(/^http:\/\/localhost:8080\/#\/connect\/DW1L%3A[^/ ]+$/);
    expect(readPayload(bench.desk.link()).kind).toBe('locked');
    bench.desk.change({ appAddress: ' https://tools.example.com/bench/#/devices ' });
    expect(bench.desk.link()).toMatch(/^https:\/\/tools\.example\.com\/bench\/#\/connect\/DW1L%3A/);
  });

  test('with a key in clear is made after a yes, and never before', async () => {
    const bench = await openFor(DEVICE_KEYS);
    await bench.desk.make();
    expect(madeOf(bench).link).toBe('needs-yes');
    expect(() => bench.desk.link()).toThrow(TypeError);
    await expect(bench.desk.redraw({ content: 'link' })).rejects.toThrow(TypeError);
    bench.desk.agreeToLink();
    expect(readPayload(bench.desk.link())).toMatchObject({ kind: 'connect', code: { keys: { primaryKey: KEY } } });
    bench.desk.change({ withModel: false });
    await bench.desk.make();
    expect(() => bench.desk.link()).toThrow(TypeError);
  });

  test('can be what the code holds, and goes out of it when it is to lead elsewhere', async () => {
    const bench = await openFor(DEVICE_KEYS);
    bench.desk.change({ holds: 'no-key' });
    await bench.desk.make();
    const { text } = drawn(bench) ?? {};
    await bench.desk.redraw({ content: 'link', level: 'Q' });
    expect(drawn(bench)).toEqual({ level: 'Q', text: bench.desk.link() });
    bench.desk.change({ appAddress: 'https://tools.example.com/' });
    await bench.services.clock.settle();
    expect(drawn(bench)).toEqual({ level: 'Q', text });
    expect(madeOf(bench).content).toBe('text');
  });
});

describe('a code that was made', () => {
  test('goes with the next change of what it was made from, and not with one of how it is printed', async () => {
    const { desk } = await openFor(DEVICE_KEYS);
    await desk.make();
    desk.change({ dpi: 600 });
    expect(desk.work.get().kind).toBe('made');
    desk.change({ withModel: false });
    expect(desk.work.get()).toEqual({ kind: 'none', changed: 'withModel' });
    expect(() => desk.draw()).toThrow(TypeError);
  });

  test('is said to be gone by its first change, until another one is made', async () => {
    const { desk } = await openFor(DEVICE_KEYS);
    desk.change({ withModel: false });
    expect(desk.work.get()).toEqual({ kind: 'none', changed: undefined });
    await desk.make();
    desk.change({ source: { kind: 'typed' } });
    desk.change({ deviceId: 'pump-8' });
    expect(desk.work.get()).toEqual({ kind: 'none', changed: 'source' });
    await expect(desk.make()).rejects.toThrow();
    expect(desk.work.get()).toEqual({ kind: 'none', changed: undefined });
  });

  test('goes with its page, and takes passphrase and typed keys along', async () => {
    const { desk } = await openFor(DEVICE_KEYS);
    desk.change({ form: 'locked', passphrase: PASSPHRASE, primaryKey: KEY, secondaryKey: SECOND });
    await desk.make();
    desk.leave();
    expect(desk.work.get()).toEqual({ kind: 'none' });
    expect(desk.typed.get().draft).toMatchObject({ passphrase: '', primaryKey: '', secondaryKey: '' });
    expect(() => desk.link()).toThrow(TypeError);
  });

  test('does not come when something was changed while it was made', async () => {
    const bench = await openFor(GROUP_KEYS);
    const making = bench.desk.make();
    bench.desk.change({ holds: 'no-key' });
    await making;
    expect(bench.desk.work.get()).toEqual({ kind: 'none' });
  });

  test('is saved under the name of its device, which holds no secret', async () => {
    const bench = await openFor(DEVICE_KEYS);
    await bench.desk.make();
    expect(bench.desk.saveSvg('Connect code of pump-7')).toBe('pump-7.svg');
    expect(await bench.desk.savePng()).toBe('pump-7.png');
    const [svg = '', png] = bench.services.seen.filter((entry) => entry.startsWith('save '));
    // Ten squares with the margin, of four dots of 25.4 / 300 mm.
    expect(svg).toMatch(/^save pump-7\.svg image\/svg\+xml <svg [^>]*width="3\.39mm" height="3\.39mm"/);
    expect(svg).toContain('<title>Connect code of pump-7</title>');
    expect(png).toBe('save pump-7.png image/png 19 bytes of image/png');
  });

  test('that one code does not hold is not made', async () => {
    const services = createFakeServices();
    const tooLarge = new WorkbenchError('qr/too-large', { bytes: 3000, limit: 2331 });
    const desk = createCodeDesk({ ...services, drawQr: () => Promise.reject(tooLarge) });
    desk.change({ deviceId: 'pump-7', idScope: SCOPE, holds: 'no-key' });
    await expect(desk.make()).rejects.toBe(tooLarge);
    expect(desk.work.get()).toEqual({ kind: 'none' });
  });

  test('stays as it is when one code does not hold it at another level', async () => {
    const services = createFakeServices();
    const tooLarge = new WorkbenchError('qr/too-large', { bytes: 3000, limit: 1273 });
    const desk = createCodeDesk({
      ...services,
      drawQr: (text, level) => (level === 'H' ? Promise.reject(tooLarge) : services.drawQr(text, level)),
    });
    desk.change({ deviceId: 'pump-7', idScope: SCOPE, holds: 'no-key' });
    await desk.make();
    await expect(desk.redraw({ level: 'H' })).rejects.toBe(tooLarge);
    expect(desk.work.get()).toMatchObject({ kind: 'made', code: { level: 'M' } });
  });
});
