import { afterEach, expect, test } from 'vitest';
import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createChannelTransport } from '#adapters/sockets/channel-transport';
import { createTabCloudFinder } from '#adapters/threads/tab-cloud-finder';
import { createTabCloudHost } from '#adapters/threads/tab-cloud-host';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { createCloud } from '#cloud/cloud';
import type { DeviceDetail } from '#core/ports/device-host';
import { createDeviceHost } from '#device/device-host';
import { createTestCertificateMaker, deviceWish, type SetClock } from '../../support/certificate-makers.ts';
import { startCloud } from '../../support/cloud-harness.ts';
import { createPlainConnections } from '../../support/plain-connections.ts';
import { createQuietNetwork } from '../../support/quiet-network.ts';
import { makeCertificateGroup } from '../../support/shown-certificates.ts';

/** The channels are real, so time is too. */
const clock = createSystemClock();
const { crypto } = globalThis;
const DAY_MS = 86_400_000;

const cleanUps: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** A cloud in this browser, and a host of devices whose certificates are of one authority. */
async function open(isEnrolled: boolean) {
  const locks = createMemoryLocks();
  const vault = createMemoryVault(crypto.subtle);
  const maker = createTestCertificateMaker({ vault, locks, clock: clock as SetClock });
  const now = Math.floor(clock.now() / 1000) * 1000;
  const validity = { notBefore: now - DAY_MS, notAfter: now + 100 * DAY_MS };
  const rootWish = { commonName: 'Root', authorityId: undefined, profile: 'azure', keyKind: 'P-256' } as const;
  const rootId = await maker.makeAuthority({ ...rootWish, validity, pathLength: undefined, keyPlace: 'vault' });
  const certificateId = await maker.makeDevice(deviceWish(rootId, { validity, keyPlace: 'browser' }));
  const der = Uint8Array.from(Buffer.from((await maker.kept(rootId)).facts.derBase64, 'base64'));
  const empty = (await startCloud()).cloud.snapshot();
  const enrollmentGroups = isEnrolled ? [makeCertificateGroup('fleet', { primary: { der } })] : [];
  const state = { ...empty, enrollmentGroups, settings: { ...empty.settings, retryAfterSeconds: 0 } };
  const cloud = await createCloud({ clock, crypto, parseCsv, host: 'this-browser.local', state });
  const host = await createTabCloudHost({ cloud, clock, locks, crypto });
  const finder = createTabCloudFinder({ clock, locks, crypto });
  const devices = createDeviceHost({
    clock,
    crypto,
    locks,
    vault,
    connections: createPlainConnections({ vault, crypto, clock }),
    mqtt: createMqttJsClient(clock),
    network: createQuietNetwork(),
    transportFor: () => createChannelTransport({ clock, locks, crypto }, finder),
    readLocalIdScope: () => Promise.resolve(undefined),
  });
  cleanUps.push(
    () => cloud.dispose(),
    () => host.dispose(),
    () => finder.dispose(),
    () => devices.dispose(),
  );
  const id = await devices.add({
    record: {
      cloud: { kind: 'tab' },
      route: {
        kind: 'dps',
        dpsHost: 'this-browser.local',
        idScope: cloud.describe().idScope,
        registrationId: 'pump-17',
      },
      behaviour: 'raw',
    },
    secret: { kind: 'certificate', primaryId: certificateId },
  });
  const reached = (kind: DeviceDetail['state']['kind']): Promise<DeviceDetail> =>
    new Promise((resolve) => {
      void devices.watchDevice(id, (detail) => {
        const isTold = kind !== 'online' || (detail.proofs?.length ?? 0) > 1;
        if (detail.state.kind === kind && isTold) resolve(detail);
      });
    });
  return { devices, id, reached, certificate: (await maker.kept(certificateId)).facts };
}

test('a device proves its certificate to the cloud in this browser, and shows that it was without TLS', async () => {
  const { devices, id, reached, certificate } = await open(true);
  await devices.start(id);
  const { state, proofs, handshakes, checks, road } = await reached('online');
  expect(state).toMatchObject({ deviceId: 'pump-17' });
  expect(road.road).toBe('channel');
  expect(checks.map(({ check }) => check)).toEqual(['identity', 'credential', 'permission']);
  expect(proofs?.map(({ service }) => service)).toEqual(['dps', 'hub']);
  expect(proofs?.[1]?.sentChain[0]).toEqual(certificate);
  expect(handshakes).toEqual([]);
});

test('a certificate that is not enrolled there is refused as by DPS', async () => {
  const { devices, id, reached } = await open(false);
  await devices.start(id);
  expect((await reached('refused')).state).toMatchObject({ reason: { code: 'dps/certificate-refused' } });
});
