import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Endpoint } from 'comlink';
import { afterEach, expect, test, vi } from 'vitest';
import { connectCertificateMaker } from '#adapters/threads/connect-certificate-maker';
import { exposeCertificateMaker } from '#adapters/threads/expose-certificate-maker';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { BatchProgress, CertificateMaker, Shelf } from '#core/ports/certificate-maker';
import { SAMPLE_SHELF } from '../../support/certificate-samples.ts';
import { createFakeCertificateMaker, type FakeCertificateMaker } from '../../support/fake-certificate-maker.ts';
import { deviceWish, pairWish, rootWish } from '../../support/certificate-makers.ts';

let ports: MessagePort[] = [];
afterEach(() => ports.splice(0).forEach((port) => port.close()));

function openDoor(changes: Partial<CertificateMaker> = {}): { fake: FakeCertificateMaker; door: CertificateMaker } {
  const fake = createFakeCertificateMaker();
  fake.setShelf(SAMPLE_SHELF);
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  exposeCertificateMaker({ ...fake, ...changes }, port1 as unknown as Endpoint);
  return { fake, door: connectCertificateMaker(() => port2 as unknown as Endpoint) };
}

const countPorts = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort').length;

test('the channel of each listener is closed once it is over, also when it failed', async () => {
  const { fake, door } = openDoor();
  await door.shelf();
  const before = countPorts();
  const told: Shelf[] = [];
  const stop = await door.watch((shelf) => told.push(shelf));
  await vi.waitFor(() => expect(told).toEqual([SAMPLE_SHELF]));
  expect(fake.watchers).toBe(1);
  stop();
  await vi.waitFor(() => expect(fake.watchers).toBe(0));
  const progress: BatchProgress[] = [];
  await door.runBatch('batch', (step) => progress.push(step));
  expect(progress).toEqual([{ done: 900, total: 900, remainingMs: 0 }]);
  fake.fail('saveBatch', new WorkbenchError('batch/nothing-made', {}));
  await expect(door.saveBatch('batch', () => undefined)).rejects.toMatchObject({ code: 'batch/nothing-made' });
  await vi.waitFor(() => expect(countPorts()).toBe(before));
});

test('a watch that cannot begin leaves no channel behind', async () => {
  const { door } = openDoor({ watch: () => Promise.reject(new WorkbenchError('vault/unavailable', {})) });
  await door.shelf();
  const before = countPorts();
  await expect(door.watch(() => undefined)).rejects.toMatchObject({ code: 'vault/unavailable' });
  await vi.waitFor(() => expect(countPorts()).toBe(before));
});

test('each call comes through with what it was given', async () => {
  const { fake, door } = openDoor();
  const source = { parts: ['text', Uint8Array.of(1, 2)], password: 'p' };
  const request = { commonName: 'a', purpose: 'general', keyKind: 'P-256', keyPlace: 'vault' } as const;
  const settings = { dpsHost: 'dps.test', directory: '/etc' };
  const { validity } = rootWish();
  const batch = { authorityId: 'a', profile: 'azure', keyKind: 'P-256', validity, form: 'plain-key' } as const;
  const wish = {
    requestBase64: 'AA==',
    authorityId: 'a',
    role: 'device',
    commonName: 'a',
    profile: 'azure',
    validity,
  } as const;
  const expected: [keyof CertificateMaker, ...unknown[]][] = [
    ['makeAuthority', rootWish()],
    ['importCertificate', source, 'browser'],
    ['makeDevice', deviceWish('a')],
    ['makePair', pairWish()],
    ['prove', 'a', 'code'],
    ['makeRequest', request],
    ['completeRequest', 'request', source],
    ['reviewRequest', source],
    ['signRequest', wish],
    ['renew', { id: 'device', key: 'new', validity }],
    ['cancelMaking'],
    ['remove', 'nothing'],
    ['output', 'device', 'pfx', settings],
    ['log', 'root'],
    ['startGuide', 'leaf-end', 'device'],
    ['noteStep', 'guide', 'deploy', true, 'made-1'],
    ['readList', { kind: 'pattern', pattern: 'd-{1..2}' }],
    ['problems', 0, 10],
    ['prepareBatch', batch],
    ['runBatch', 'batch'],
    ['pauseBatch'],
    ['saveBatch', 'batch'],
  ];
  for (const [name, ...given] of expected) {
    const isFollowed = name === 'runBatch' || name === 'saveBatch';
    const call = door[name] as (...all: unknown[]) => Promise<unknown>;
    await call(...given, ...(isFollowed ? [() => undefined] : []));
  }
  expect(fake.calls.map((call) => call.filter((part) => part !== undefined))).toEqual(expected);
  expect(new Set(['shelf', 'watch', ...expected.map(([name]) => name)])).toEqual(new Set(Object.keys(door)));
});

test('an error of ours arrives with its code and facts', async () => {
  const { fake, door } = openDoor();
  fake.fail('makeDevice', new WorkbenchError('certificate/issued-before', { name: 'a', issuer: 'b', issuedAt: 1 }));
  const error: unknown = await door.makeDevice(deviceWish('root')).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(WorkbenchError);
  expect(error).toMatchObject({ code: 'certificate/issued-before', facts: { name: 'a', issuer: 'b', issuedAt: 1 } });
});
