import { describe, expect, test } from 'vitest';
import { createInspectionRoom, PART_LIMIT_BYTES, type InspectionRoom } from '#app/stores/inspection';
import { makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import type { InspectedItem, Inspection, InspectionSource } from '#core/inspect/inspection';
import { createFakeServices, type FakeServices } from '../../../support/fake-services.ts';
import { SAMPLE_INSPECTION } from '../../../support/inspection-samples.ts';

const [LEAF] = SAMPLE_INSPECTION.items as [InspectedItem, ...InspectedItem[]];

function open(): { services: FakeServices; room: InspectionRoom } {
  const services = createFakeServices();
  return { services, room: createInspectionRoom(services) };
}

/** A certificate for each part that says so, something unknown for the others. */
function seeParts({ parts }: InspectionSource): Inspection {
  const items = parts.map(({ content }, part) => ({
    ...LEAF,
    id: `item-${part}`,
    part,
    kind: content === 'noise' ? ('unknown' as const) : LEAF.kind,
  }));
  return { items, chains: [], checks: [], findings: [] };
}

function openSeeing(): ReturnType<typeof open> {
  const opened = open();
  opened.services.inspector.setInspection(seeParts);
  return opened;
}

const sourcesOf = ({ inspector }: FakeServices): InspectionSource[] =>
  inspector.calls.flatMap(([method, source]) => (method === 'inspect' ? [source as InspectionSource] : []));
const lastSourceOf = (services: FakeServices): InspectionSource | undefined => sourcesOf(services).at(-1);
const contentsOf = (services: FakeServices): unknown[] =>
  lastSourceOf(services)?.parts.map(({ content }) => content) ?? [];
const file = (name: string, text: string): File => new File([text], name);

describe('what is looked at', () => {
  test('is a text or several files, with the time and no more than was given', async () => {
    const { services, room } = open();
    expect(room.state.get()).toEqual({ kind: 'empty' });
    room.addText('a text');
    await services.clock.settle();
    expect(lastSourceOf(services)).toEqual({
      parts: [{ name: undefined, content: 'a text' }],
      at: services.clock.now(),
    });
    await room.addFiles([file('a.pem', 'A'), file('b.pfx', 'B')]);
    expect(lastSourceOf(services)?.parts.map(({ name }) => name)).toEqual([undefined, 'a.pem', 'b.pfx']);
    await services.clock.settle();
    expect(room.state.get()).toMatchObject({ kind: 'looked', inspection: SAMPLE_INSPECTION });
  });

  test('is told by names and sizes alone, and never by what it holds', async () => {
    const { services, room } = open();
    room.addText('secret text');
    await room.addFiles([file('a.key', 'secret file')]);
    await services.clock.settle();
    expect(room.state.get()).toMatchObject({
      parts: [
        { name: undefined, size: 11 },
        { name: 'a.key', size: 11 },
      ],
    });
    expect(JSON.stringify(room.state.get())).not.toContain('secret');
  });

  test('grows by what comes next, so that a key meets its certificate', async () => {
    const { services, room } = openSeeing();
    room.addText('certificate');
    await services.clock.settle();
    room.addText('key');
    expect(contentsOf(services)).toEqual(['certificate', 'key']);
  });

  test('stays on the screen while something more is looked at', async () => {
    const { services, room } = openSeeing();
    room.addText('certificate');
    await services.clock.settle();
    room.addText('key');
    expect(room.state.get()).toMatchObject({ kind: 'looking', last: { items: [{ part: 0 }] } });
  });

  test('gives way where nothing could be read', async () => {
    const { services, room } = openSeeing();
    room.addText('certificate');
    await services.clock.settle();
    room.addText('noise');
    await services.clock.settle();
    room.addText('the whole of it');
    expect(contentsOf(services)).toEqual(['certificate', 'the whole of it']);
    expect(room.state.get()).toMatchObject({ kind: 'looking', last: undefined });
  });

  test('is there once: a file that was changed takes its own place, the same text none', async () => {
    const { services, room } = openSeeing();
    await room.addFiles([file('a.pem', 'old')]);
    await services.clock.settle();
    await room.addFiles([file('a.pem', 'new')]);
    await services.clock.settle();
    room.addText('text');
    await services.clock.settle();
    room.addText('text');
    await services.clock.settle();
    expect(room.state.get()).toMatchObject({ parts: [{ name: 'a.pem' }, { name: undefined }] });
    expect(contentsOf(services)).toEqual([new TextEncoder().encode('new'), 'text']);
  });

  test('can be left out one by one, and with the last of it the room is empty', async () => {
    const { services, room } = openSeeing();
    room.addText('one');
    await services.clock.settle();
    room.addText('other');
    await services.clock.settle();
    const state = room.state.get();
    const [first, second] = 'parts' in state ? state.parts.map(({ id }) => id) : [];
    room.remove(first ?? 0);
    await services.clock.settle();
    expect(contentsOf(services)).toEqual(['other']);
    room.remove(second ?? 0);
    expect(room.state.get()).toEqual({ kind: 'empty' });
    expect(services.inspector.calls.at(-1)).toEqual(['clear']);
  });

  test('is no file beyond the limit, and the others are looked at all the same', async () => {
    const { services, room } = openSeeing();
    const large = new File([new Uint8Array(PART_LIMIT_BYTES + 1)], 'disk.img');
    await expect(room.addFiles([large, file('a.pem', 'A')])).rejects.toMatchObject({
      code: 'x509/too-large',
      facts: { bytes: PART_LIMIT_BYTES + 1, limit: PART_LIMIT_BYTES },
    });
    await services.clock.settle();
    expect(room.state.get()).toMatchObject({ kind: 'looked', parts: [{ name: 'a.pem' }] });
    await expect(room.addFiles([large])).rejects.toMatchObject({ code: 'x509/too-large' });
    expect(sourcesOf(services)).toHaveLength(1);
  });

  test('is no file that is gone', async () => {
    const { room } = open();
    const gone = file('gone.pem', '');
    gone.arrayBuffer = () => Promise.reject(new DOMException('', 'NotFoundError'));
    await expect(room.addFiles([gone])).rejects.toMatchObject({ code: 'file/unreadable' });
    expect(room.state.get()).toEqual({ kind: 'empty' });
  });
});

describe('looking', () => {
  test('says so when it takes over a second, and can be stopped and begun again', async () => {
    const { services, room } = open();
    const release = services.inspector.hold('inspect');
    room.addText('large');
    await services.clock.advance(999);
    expect(room.state.get()).toMatchObject({ kind: 'looking', isLong: false });
    await services.clock.advance(1);
    expect(room.state.get()).toMatchObject({ kind: 'looking', isLong: true });
    room.stop();
    expect(services.inspector.calls.at(-1)).toEqual(['clear']);
    release();
    await services.clock.settle();
    expect(room.state.get()).toMatchObject({ kind: 'stopped', parts: [{ size: 5 }] });
    room.lookAgain();
    await services.clock.settle();
    expect(room.state.get().kind).toBe('looked');
    expect(services.clock.pending).toBe(0);
  });

  test('says nothing of being long once it was stopped', async () => {
    const { services, room } = open();
    services.inspector.hold('inspect');
    room.addText('large');
    room.stop();
    await services.clock.advance(5000);
    expect(room.state.get().kind).toBe('stopped');
  });

  test('counts the newest alone, however late an earlier one comes', async () => {
    const { services, room } = openSeeing();
    const release = services.inspector.hold('inspect');
    room.addText('early');
    release();
    room.addText('late');
    await services.clock.settle();
    expect(room.state.get()).toMatchObject({ kind: 'looked', inspection: { items: [{}, {}] } });
  });

  test('says why it failed, and makes room for what comes next', async () => {
    const { services, room } = open();
    services.inspector.fail('inspect', new WorkbenchError('inspect/too-long', { seconds: 10 }));
    room.addText('endless');
    await services.clock.settle();
    expect(room.state.get()).toMatchObject({
      kind: 'failed',
      problem: { kind: 'finding', finding: makeFinding('inspect/too-long', { seconds: 10 }) },
    });
    room.addText('other');
    expect(contentsOf(services)).toEqual(['other']);
  });
});

describe('a password', () => {
  test('is tried, and kept for what is added, until everything else was looked at', async () => {
    const { services, room } = openSeeing();
    await room.addFiles([file('a.pfx', 'A')]);
    await services.clock.settle();
    room.openWith('1234');
    await services.clock.settle();
    expect(lastSourceOf(services)).toMatchObject({ password: '1234' });
    room.addText('more');
    await services.clock.settle();
    expect(lastSourceOf(services)).toMatchObject({ password: '1234' });
    expect(room.source()).toEqual({ parts: [new TextEncoder().encode('A'), 'more'], password: '1234' });
    room.clear();
    room.addText('other');
    expect(lastSourceOf(services)).not.toHaveProperty('password');
    expect(room.source()).toEqual({ parts: ['other'] });
  });
});

describe('the device', () => {
  test('is judged for once nothing more is typed, without blanks around it', async () => {
    const { services, room } = openSeeing();
    room.addText('certificate');
    await services.clock.settle();
    room.judgeFor('boil');
    await services.clock.advance(200);
    room.judgeFor(' boiler-1 ');
    await services.clock.advance(299);
    expect(sourcesOf(services)).toHaveLength(1);
    await services.clock.advance(1);
    expect(lastSourceOf(services)).toMatchObject({ deviceId: 'boiler-1' });
    expect(room.deviceId.get()).toBe(' boiler-1 ');
    room.judgeFor('');
    await services.clock.advance(300);
    expect(lastSourceOf(services)).not.toHaveProperty('deviceId');
  });
});

describe('clearing', () => {
  test('forgets everything, here and in the inspector, and what was on its way', async () => {
    const { services, room } = openSeeing();
    room.addText('certificate');
    await services.clock.settle();
    room.openWith('1234');
    room.judgeFor('boiler-1');
    room.clear();
    await services.clock.advance(1000);
    expect(room.state.get()).toEqual({ kind: 'empty' });
    expect(room.deviceId.get()).toBe('');
    expect(room.source()).toEqual({ parts: [] });
    expect(services.inspector.calls.at(-1)).toEqual(['clear']);
  });
});
