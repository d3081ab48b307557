import { describe, expect, test } from 'vitest';
import { WorkbenchError } from '#core/errors/workbench-error';
import { encodeConnectCode } from '#core/qr/forms/workbench-1';
import { printLocked, sealText } from '#core/qr/locked-text';
import { frameText } from '#core/qr/text-frame';
import { encodePart } from '#core/qr/transfer-part';
import { createScanRoom, type ScanRoom, type ScanState } from '#app/stores/scan-room';
import { createFakeServices, type FakeServices } from '../../../support/fake-services.ts';
import { centralText, SCANNED, SCANNED_KEY } from '../../../support/scanned-codes.ts';

const WIFI = 'WIFI:T:WPA;S:guests;P:open sesame;;';
const PICTURE = new Blob(['a picture']);

function open(): { services: FakeServices; room: ScanRoom } {
  const services = createFakeServices();
  return { services, room: createScanRoom(services) };
}

function readState(room: ScanRoom): ScanState & { kind: 'read' } {
  const state = room.state.get();
  if (state.kind !== 'read') throw new TypeError(`nothing was read: ${state.kind}`);
  return state;
}

const foundOf = (...texts: string[]) => texts.map((text) => ({ text, corners: undefined }));

async function lockedText(passphrase: string, endsAt?: number): Promise<string> {
  const plain = { kind: 'connect-code', bytes: encodeConnectCode(SCANNED) } as const;
  return printLocked(await sealText(crypto, plain, passphrase, endsAt === undefined ? {} : { endsAt }));
}

describe('what was scanned', () => {
  test('is nothing in the beginning', () => {
    expect(open().room.state.get()).toEqual({ kind: 'empty' });
  });

  test('is a text, shown at once with the device that it is for', () => {
    const { room } = open();
    expect(room.readText(centralText('pump-01'))).toEqual([]);
    const { codes, chosen, device } = readState(room);
    expect(codes).toHaveLength(1);
    expect(chosen?.result).toMatchObject({ kind: 'connect', form: 'central' });
    expect(device?.code).toMatchObject(SCANNED);
  });

  test('is one of several codes, once somebody chose it', () => {
    const { room } = open();
    room.takeFound(foundOf(centralText('pump-01'), WIFI, centralText('pump-01'), centralText('pump-02')));
    const { codes, chosen } = readState(room);
    expect(codes.map(({ result }) => result.kind)).toEqual(['connect', 'foreign', 'connect']);
    expect(chosen).toBeUndefined();
    room.choose(codes[2]?.id);
    expect(readState(room).device?.code.route).toMatchObject({ registrationId: 'pump-02' });
    room.choose(codes[1]?.id);
    expect(readState(room)).toMatchObject({ chosen: { result: { foreign: 'wifi' } }, device: undefined });
    expect(room.text()).toBe(WIFI);
    room.choose(undefined);
    expect(readState(room).chosen).toBeUndefined();
    expect(room.text()).toBeUndefined();
  });

  test('is refused in words when nothing can be done with it', () => {
    const { room } = open();
    room.readText(centralText('pump-01').slice(0, 60));
    expect(readState(room).chosen?.result).toMatchObject({ kind: 'refused' });
    room.readText(' ');
    expect(readState(room).chosen?.result).toMatchObject({ kind: 'refused', findings: [{ code: 'qr/empty' }] });
  });

  test('is forgotten by Clear, with a check that goes on', async () => {
    const { services, room } = open();
    services.devices.check = () => new Promise(() => undefined);
    room.readText(centralText('pump-01'));
    void readState(room).device?.check();
    await services.clock.settle();
    room.clear();
    expect(room.state.get()).toEqual({ kind: 'empty' });
    expect(room.text()).toBeUndefined();
    expect(services.devices.calls).toContain('cancelCheck');
  });

  test('gives way to what comes next', () => {
    const { room } = open();
    room.readText(WIFI);
    room.readText(centralText('pump-01'));
    expect(readState(room).codes).toHaveLength(1);
  });
});

describe('pictures', () => {
  test('are looked at one after the other, and all codes in them are read', async () => {
    const { services, room } = open();
    services.codes.setPicture(centralText('pump-01'));
    const reading = room.readPictures([PICTURE, PICTURE]);
    expect(room.state.get()).toEqual({ kind: 'looking', isLong: false });
    await reading;
    expect(services.codes.calls).toEqual(['readPicture', 'readPicture']);
    expect(readState(room).codes).toHaveLength(1);
    await services.clock.settle();
    expect(services.clock.pending).toBe(0);
  });

  test('without a code say so', async () => {
    const { room } = open();
    await room.readPictures([PICTURE]);
    expect(room.state.get()).toMatchObject({ kind: 'failed', problem: { finding: { code: 'qr/none-found' } } });
  });

  test('that are none say so, beside what was read of the others', async () => {
    const { services, room } = open();
    const refused = new WorkbenchError('qr/not-a-picture', {});
    services.codes.setPicture(refused);
    await room.readPictures([PICTURE]);
    expect(room.state.get()).toMatchObject({ kind: 'failed', problem: { finding: { code: 'qr/not-a-picture' } } });
    let count = 0;
    services.codes.readPicture = async () => {
      count += 1;
      if (count === 1) throw refused;
      return foundOf(WIFI);
    };
    await room.readPictures([PICTURE, PICTURE]);
    expect(readState(room)).toMatchObject({ problem: { finding: { code: 'qr/not-a-picture' } }, codes: [{}] });
  });

  test('that take long can be stopped, and are forgotten', async () => {
    const { services, room } = open();
    services.codes.setPicture(centralText('pump-01'));
    const release = services.codes.holdPictures();
    const reading = room.readPictures([PICTURE]);
    await services.clock.advance(500);
    expect(room.state.get()).toEqual({ kind: 'looking', isLong: true });
    room.stop();
    expect(room.state.get()).toEqual({ kind: 'empty' });
    expect(services.codes.calls).toContain('cancel');
    release();
    await reading;
    expect(room.state.get()).toEqual({ kind: 'empty' });
    expect(services.clock.pending).toBe(0);
  });

  test('give way to a text that is pasted meanwhile', async () => {
    const { services, room } = open();
    services.codes.setPicture(centralText('pump-01'));
    services.codes.holdPictures();
    const reading = room.readPictures([PICTURE]);
    room.readText(WIFI);
    await reading;
    expect(readState(room).chosen?.result).toMatchObject({ foreign: 'wifi' });
  });
});

describe('parts of a sequence', () => {
  const part = { sequence: 7, length: 3, pieces: 1, number: 0, bytes: Uint8Array.of(1, 2, 3) };
  const text = frameText('P', encodePart(part));

  test('are given to whoever puts them together, and stand nowhere here', async () => {
    const { services, room } = open();
    expect(room.readText(text)).toEqual([part]);
    expect(room.takeFound(foundOf(text))).toEqual([part]);
    services.codes.setPicture(text);
    expect(await room.readPictures([PICTURE])).toEqual([part]);
    expect(room.state.get()).toEqual({ kind: 'empty' });
  });

  test('do not hide what stands beside them', () => {
    const { room } = open();
    expect(room.takeFound(foundOf(text, WIFI))).toEqual([part]);
    expect(readState(room).chosen?.result).toMatchObject({ foreign: 'wifi' });
  });
});

describe('a locked text', () => {
  test('with a whole identity is opened, and given to whoever keeps it', async () => {
    const { room } = open();
    const bytes = Uint8Array.of(1, 2, 3);
    room.readText(printLocked(await sealText(crypto, { kind: 'identity', bytes }, 'open sesame')));
    expect(await room.unlock('open sesame')).toEqual({ kind: 'identity', bytes });
  });

  test('opens with its passphrase, and is then the code that was in it', async () => {
    const { room } = open();
    room.readText(await lockedText('open sesame'));
    expect(readState(room).chosen?.result).toMatchObject({ kind: 'locked' });
    expect(await room.unlock('wrong')).toMatchObject({ kind: 'refused', finding: { code: 'qr/passphrase-wrong' } });
    expect(readState(room).chosen?.result.kind).toBe('locked');
    expect(await room.unlock('open sesame')).toEqual({ kind: 'done' });
    const { chosen, codes, device } = readState(room);
    expect(chosen?.result).toMatchObject({ kind: 'connect', form: 'locked' });
    expect(codes).toEqual([chosen]);
    expect(device?.code.keys).toMatchObject({ primaryKey: SCANNED_KEY });
  });

  test('that is past its end stays shut', async () => {
    const { services, room } = open();
    room.readText(await lockedText('open sesame', services.clock.now() - 1000));
    expect(await room.unlock('open sesame')).toMatchObject({ kind: 'refused', finding: { code: 'qr/ended' } });
  });

  test('that somebody left while it was being opened changes nothing', async () => {
    const { room } = open();
    room.readText(await lockedText('open sesame'));
    const opening = room.unlock('open sesame');
    room.readText(WIFI);
    expect(await opening).toEqual({ kind: 'done' });
    expect(readState(room).chosen?.result).toMatchObject({ foreign: 'wifi' });
  });

  test('is asked for by nobody where none is shown', async () => {
    const { room } = open();
    expect(await room.unlock('open sesame')).toEqual({ kind: 'done' });
    expect(room.state.get()).toEqual({ kind: 'empty' });
  });
});
