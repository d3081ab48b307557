import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '#core/bytes/text';
import { createOutbox } from '#device/outbox';
import { createFakeClock } from '../../support/fake-clock.ts';

/** A connection that acknowledges when told. */
function createWire() {
  const sent: string[] = [];
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  return {
    sent,
    send: (topic: string): Promise<void> => {
      sent.push(topic);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    acknowledge: () => waiting.shift()?.resolve(),
    drop: () => waiting.splice(0).forEach(({ reject }) => reject(new Error('gone'))),
  };
}

const body = encodeUtf8('{}');

describe('the outbox', () => {
  test('resolves at the acknowledgement, with the time it took', async () => {
    const clock = createFakeClock();
    const outbox = createOutbox(clock.now);
    const wire = createWire();
    outbox.attach(wire.send);
    const put = outbox.put('a', body);
    await clock.advance(70);
    wire.acknowledge();
    expect(await put).toBe(70);
  });

  test('has at most a hundred messages in flight', async () => {
    const outbox = createOutbox(() => 0);
    const wire = createWire();
    outbox.attach(wire.send);
    const puts = Array.from({ length: 150 }, (_, index) => outbox.put(String(index), body));
    expect(wire.sent).toHaveLength(100);
    wire.acknowledge();
    await puts[0];
    expect(wire.sent).toHaveLength(101);
  });

  test('sends what was in flight again, in order and before what is newer', async () => {
    const outbox = createOutbox(() => 0);
    const first = createWire();
    outbox.attach(first.send);
    const puts = ['a', 'b', 'c'].map((topic) => outbox.put(topic, body));
    first.acknowledge();
    await puts[0];
    outbox.detach();
    first.drop();
    puts.push(outbox.put('d', body));
    const second = createWire();
    outbox.attach(second.send);
    expect(second.sent).toEqual(['b', 'c', 'd']);
    second.acknowledge();
    second.acknowledge();
    second.acknowledge();
    await expect(Promise.all(puts)).resolves.toHaveLength(4);
  });

  test('is full with more than ten thousand messages or with 8 MiB, and not once they are acknowledged', async () => {
    const many = createOutbox(() => 0);
    const puts = Array.from({ length: 10_000 }, () => many.put('a', body));
    expect(many.isFull).toBe(false);
    puts.push(many.put('a', body));
    expect(many.isFull).toBe(true);
    many.attach(() => Promise.resolve());
    await Promise.all(puts);
    expect(many.isFull).toBe(false);

    const large = createOutbox(() => 0);
    const wire = createWire();
    large.attach(wire.send);
    const first = large.put('a', new Uint8Array(4 * 1024 * 1024));
    const second = large.put('a', new Uint8Array(4 * 1024 * 1024));
    expect(large.isFull).toBe(true);
    wire.acknowledge();
    await first;
    expect(large.isFull).toBe(false);
    large.dispose();
    await expect(second).rejects.toMatchObject({ code: 'device/not-online' });
  });

  test('gives up what is left when the device stops', async () => {
    const outbox = createOutbox(() => 0);
    const wire = createWire();
    outbox.attach(wire.send);
    const put = outbox.put('a', body);
    outbox.dispose();
    await expect(put).rejects.toMatchObject({ code: 'device/not-online' });
  });
});
