import { findingOf } from '#core/errors/workbench-error';
import { deviceName, type DeviceRecord, type DeviceSecret } from '#core/identity/device-record';
import type { Network } from '#core/ports/network';
import { deriveKeys } from './credential.ts';
import type { HeldLocks } from './held-locks.ts';
import { Interrupted } from './interruption.ts';
import { nameRegistrationLock } from './lock-names.ts';
import { firstObstacle, judgeClock, judgeNetwork, judgeRecord, replaceCheck } from './preflight.ts';
import { Refusal } from './refusal.ts';
import type { RunTools } from './run-tools.ts';
import { makeChecks } from './service-checks.ts';

/** What is looked at before a device connects. */
export interface PrepareParts {
  readonly record: DeviceRecord;
  readonly secret: DeviceSecret;
  readonly locks: HeldLocks;
  readonly network: Network;
}

/**
 * Looks at what can be judged without the service, holds the device's lock, and gives its keys, the primary first.
 * Throws a `Refusal` (`key/…`, `id/…`, `id-scope/form`, `host/…`, `device/running-elsewhere`, `device/key-missing`)
 * or `Interrupted`.
 */
export async function prepare(tools: RunTools, parts: PrepareParts): Promise<readonly Uint8Array[]> {
  const { journal, interruption } = tools;
  const { record, secret, network } = parts;
  journal.patch({
    state: { kind: 'checking' },
    checks: makeChecks(isEncrypted(tools, record)),
    steps: [],
    twin: undefined,
    warning: undefined,
  });
  journal.begin('preflight', '');
  const clock = judgeClock(record, undefined);
  journal.patch({ preflight: [...judgeRecord(record, secret), clock, judgeNetwork(record, network)] });
  try {
    const obstacle = firstObstacle(journal.view.preflight);
    if (obstacle !== undefined) throw new Refusal(obstacle, 'final');
    await holdLock(tools, parts);
    // Not waited for: it may take seconds without a network, and only a refusal makes it matter.
    void lookAtClock(tools, record);
    const keys = await readKeys(tools, parts);
    if (interruption.isSet) throw new Interrupted();
    journal.end('done');
    return keys;
  } catch (error) {
    journal.end('failed');
    throw error;
  }
}

function isEncrypted({ transport }: RunTools, { route }: DeviceRecord): boolean {
  if (route.kind === 'dps') return transport.isEncrypted({ host: route.dpsHost, service: 'dps' });
  return transport.isEncrypted({ host: route.gatewayHostName ?? route.hubHost, service: 'hub' });
}

async function holdLock({ journal }: RunTools, { record, locks }: PrepareParts): Promise<void> {
  const mark = (result: 'good' | 'bad'): void =>
    journal.patch({ preflight: replaceCheck(journal.view.preflight, { check: 'lock', result }) });
  try {
    await locks.hold('registration', nameRegistrationLock(record), deviceName(record.route));
    mark('good');
  } catch (error) {
    mark('bad');
    throw error;
  }
}

async function lookAtClock({ journal, surroundings }: RunTools, record: DeviceRecord): Promise<void> {
  await surroundings.look();
  const judged = judgeClock(record, surroundings.clockAheadSeconds);
  journal.patch({ preflight: replaceCheck(journal.view.preflight, judged) });
}

async function readKeys({ crypto }: RunTools, { record, secret }: PrepareParts): Promise<readonly Uint8Array[]> {
  try {
    return await deriveKeys(crypto.subtle, secret, record.route);
  } catch (error) {
    const finding = findingOf(error);
    throw finding === undefined ? error : new Refusal(finding, 'final');
  }
}
