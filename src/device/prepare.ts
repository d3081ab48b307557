import { deviceName, type DeviceRecord, type DeviceSecret } from '#core/identity/device-record';
import type { PreflightCheck } from '#core/ports/device-host';
import type { Network } from '#core/ports/network';
import type { Vault } from '#core/ports/vault';
import type { HeldLocks } from './held-locks.ts';
import { Interrupted } from './interruption.ts';
import { nameRegistrationLock } from './lock-names.ts';
import { openProofs, type OpenedProofs } from './open-proofs.ts';
import { firstObstacle, judgeClock, judgeNetwork, judgeProofs, judgeRecord, replaceCheck } from './preflight.ts';
import { Refusal } from './refusal.ts';
import type { RunTools } from './run-tools.ts';
import { makeChecks } from './service-checks.ts';

/** What is looked at before a device connects. */
export interface PrepareParts {
  readonly record: DeviceRecord;
  readonly secret: DeviceSecret;
  readonly locks: HeldLocks;
  readonly network: Network;
  readonly vault: Vault;
}

/**
 * Looks at what can be judged without the service, holds the device's lock, and gives what it proves itself with,
 * the one to be shown first before the other. Throws a `Refusal` (`key/…`, `id/…`, `id-scope/form`, `host/…`,
 * `device/running-elsewhere`, `device/key-missing`, `device/certificate-…`) or `Interrupted`.
 */
export async function prepare(tools: RunTools, parts: PrepareParts): Promise<OpenedProofs['proofs']> {
  const { journal, interruption } = tools;
  const { record, secret, network } = parts;
  journal.patch({
    state: { kind: 'checking' },
    checks: makeChecks(isEncrypted(tools, record)),
    steps: [],
    twin: undefined,
    warning: undefined,
  });
  tools.handshakes.forget('dps');
  journal.begin('preflight', '');
  const clock = judgeClock(record, undefined);
  journal.patch({ preflight: [...judgeRecord(record, secret), clock, judgeNetwork(record, network)] });
  try {
    const obstacle = firstObstacle(journal.view.preflight);
    if (obstacle !== undefined) throw new Refusal(obstacle, 'final');
    await holdLock(tools, parts);
    // Not waited for: it may take seconds without a network, and only a refusal makes it matter.
    void lookAtClock(tools, record);
    const { proofs } = await open(tools, parts);
    if (interruption.isSet) throw new Interrupted();
    journal.end('done');
    return proofs;
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

async function open({ clock, crypto, journal }: RunTools, parts: PrepareParts): Promise<OpenedProofs> {
  const { record, secret, vault } = parts;
  const show = (check: PreflightCheck): void =>
    journal.patch({ preflight: replaceCheck(journal.view.preflight, check) });
  try {
    const opened = await openProofs({ vault, crypto }, record, secret, clock.now());
    const judged = judgeProofs(opened, clock.now());
    if (judged !== undefined) show(judged);
    for (const fault of opened.faults) journal.note('dps', { kind: 'certificate-passed-over', ...fault }, true);
    return opened;
  } catch (error) {
    if (error instanceof Refusal && secret.kind === 'certificate') {
      show({ check: 'certificate', result: 'bad', finding: error.finding });
    }
    throw error;
  }
}
