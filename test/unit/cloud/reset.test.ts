import { expect, test } from 'vitest';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import type { CloudState } from '../../../src/cloud/state/cloud-state.ts';
import type { KeptChange } from '../../../src/cloud/state/kept-change.ts';
import { nodeCrypto, startCloud } from '../../support/cloud-harness.ts';

test('a reset leaves nothing of what was there, and makes scope and keys anew', async () => {
  const harness = await startCloud();
  const { cloud } = harness;
  const before = cloud.describe();
  const device = await harness.connect('gate');
  await harness.register('pump');
  await harness.set({ autoApprove: false, faults: [] });
  await harness.rest('PUT', '/_emu/enrollments/valve', { attestation: { type: 'symmetricKey' } });
  expect((await harness.rest('POST', '/_emu/reset')).status).toBe(204);
  expect(device.peer.isClosed).toBe(true);
  const after = cloud.describe();
  expect(after.idScope).not.toBe(before.idScope);
  expect(after.enrollmentGroups.map(({ primaryKey }) => primaryKey)).not.toEqual(
    before.enrollmentGroups.map(({ primaryKey }) => primaryKey),
  );
  expect(after.serviceConnectionString).not.toBe(before.serviceConnectionString);
  for (const path of ['/_emu/devices', '/_emu/enrollments', '/_emu/attempts', '/api/deviceTemplates']) {
    expect((await harness.rest('GET', path)).body.value).toEqual([]);
  }
  expect((await harness.rest('GET', '/_emu/settings')).body.settings.autoApprove).toBe(true);
});

test('whoever operates the cloud goes on with the token and the events there were, and devices join by the new keys', async () => {
  const harness = await startCloud();
  const { operatorToken } = harness.cloud.describe();
  await harness.rest('POST', '/_emu/reset');
  expect(harness.cloud.describe().operatorToken).toBe(operatorToken);
  expect(harness.events.at(-1)).toMatchObject({ type: 'reset' });
  expect((await harness.register('pump')).status).toBe('assigned');
  expect(harness.events.some(({ type }) => type === 'device')).toBe(true);
});

test('a reset without the operator’s token changes nothing', async () => {
  const { cloud } = await startCloud();
  const { idScope } = cloud.describe();
  const refused = await cloud.rest({ method: 'POST', url: '/_emu/reset', headers: {} });
  expect(refused.status).toBe(401);
  expect(cloud.describe().idScope).toBe(idScope);
});

test('what a host keeps is the new cloud alone, whatever was being written of the old one', async () => {
  const writes: { readonly books: string[]; readonly scope: string }[] = [];
  let letGo: () => void = () => undefined;
  let isSlow = false;
  let kept: CloudState | undefined;
  const keep = async (changes: readonly KeptChange[], snapshot: () => CloudState): Promise<void> => {
    kept = snapshot();
    writes.push({ books: changes.map(({ book }) => book), scope: kept.idScope });
    if (isSlow) await new Promise<void>((resolve) => (letGo = resolve));
  };
  const harness = await startCloud({ keep });
  await harness.addDevice('gate');
  const old = harness.cloud.describe().idScope;
  isSlow = true;
  const first = harness.rest('POST', '/_emu/devices', { deviceId: 'slow' });
  await harness.clock.settle();
  // Waits behind the slow write, and must not be written after the reset.
  const second = harness.rest('POST', '/_emu/devices', { deviceId: 'behind' });
  await harness.clock.settle();
  const reset = harness.rest('POST', '/_emu/reset');
  await harness.clock.settle();
  isSlow = false;
  letGo();
  await Promise.all([first, second]);
  expect((await reset).status).toBe(204);
  const { idScope } = harness.cloud.describe();
  expect(idScope).not.toBe(old);
  expect(writes.at(-1)).toEqual({ books: ['cloud'], scope: idScope });
  expect(kept?.identities).toEqual([]);
  const again = await startCloud({
    state: readCloudState(JSON.parse(JSON.stringify(kept)), nodeCrypto, harness.clock.now()),
  });
  expect(again.cloud.describe().idScope).toBe(idScope);
});

test('a host that cannot keep the new cloud is not told that all is well', async () => {
  let isBroken = false;
  const keep = (): Promise<void> => (isBroken ? Promise.reject(new Error('the disk is full')) : Promise.resolve());
  const harness = await startCloud({ keep });
  isBroken = true;
  expect((await harness.rest('POST', '/_emu/reset')).status).toBe(503);
});
