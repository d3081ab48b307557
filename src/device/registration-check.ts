import type { Knowledge } from '#core/errors/rank-causes';
import { WorkbenchError } from '#core/errors/workbench-error';
import { deviceName, type DeviceRecord, type DeviceSecret } from '#core/identity/device-record';
import type { DialTarget } from '#core/ports/byte-socket';
import type { CheckedRegistration, NewDevice } from '#core/ports/device-host';
import { makeRegistrationPayload } from '#core/wire/registration';
import type { Handshakes } from './handshakes.ts';
import { createHeldLocks } from './held-locks.ts';
import { createInterruption, Interrupted, type Interruption } from './interruption.ts';
import { createJournal } from './journal.ts';
import { createSurroundings, knowOfProof } from './knowledge.ts';
import type { OpenedProofs } from './open-proofs.ts';
import { prepare } from './prepare.ts';
import { logInAtDps } from './proof.ts';
import { provision, type Assignment, type ProvisionRequest } from './provision.ts';
import { Refusal } from './refusal.ts';
import type { RunTools } from './run-tools.ts';
import { createTraceRing } from './trace-ring.ts';
import type { DevicePorts } from './virtual-device.ts';

/** The world as a check sees it: nothing in it keeps anything. */
export type CheckPorts = Pick<
  DevicePorts,
  'clock' | 'crypto' | 'mqtt' | 'vault' | 'transportFor' | 'locks' | 'network'
> & {
  /** Gives the ID scope that the local cloud has now, or undefined when nobody says; never rejects. */
  readonly readLocalIdScope: (cloud: DeviceRecord['cloud']) => Promise<string | undefined>;
  /** Whether this tab runs a device with the same registration. */
  readonly isRunningHere: (record: DeviceRecord) => Promise<boolean>;
};

/** Registers devices with DPS and stops there; one at a time. */
export interface RegistrationCheck {
  /** As `DeviceHost.check` says. */
  check(device: NewDevice): Promise<CheckedRegistration>;
  /** Resolves when the connection is closed and the lock is free. */
  cancel(): Promise<void>;
}

/** Gives a check that checks nothing yet. */
export function createRegistrationCheck(ports: CheckPorts): RegistrationCheck {
  let current: { readonly interruption: Interruption; readonly finished: Promise<unknown> } | undefined;

  const cancel = async (): Promise<void> => {
    current?.interruption.set();
    await current?.finished;
  };
  const begin = async (device: NewDevice, interruption: Interruption): Promise<CheckedRegistration> => {
    // The one before may hold the lock of the same device until it has ended.
    await cancel();
    if (interruption.isSet) throw new Interrupted();
    return run(ports, device, interruption);
  };
  return {
    cancel,
    async check(device) {
      const interruption = createInterruption();
      const work = begin(device, interruption);
      current = { interruption, finished: work.catch(() => undefined) };
      try {
        return await work;
      } catch (error) {
        if (error instanceof Refusal) throw new WorkbenchError(error.finding.code, error.finding.facts);
        if (error instanceof Interrupted) throw new DOMException('The check was ended.', 'AbortError');
        throw error;
      }
    },
  };
}

async function run(ports: CheckPorts, device: NewDevice, interruption: Interruption): Promise<CheckedRegistration> {
  const { clock, network, vault } = ports;
  const { secret } = device;
  const { route } = device.record;
  if (route.kind !== 'dps') throw new WorkbenchError('device/check-needs-dps', {});
  const record = { ...device.record, route, id: '', createdAt: clock.now(), keyKind: secret.kind };
  if (await ports.isRunningHere(record)) {
    throw new WorkbenchError('device/running-here', { name: deviceName(route) });
  }
  const tools = makeTools(ports, record, secret, interruption);
  const locks = createHeldLocks(ports.locks, clock);
  try {
    const proofs = await prepare(tools, { record, secret, locks, network, vault });
    const startedAt = clock.now();
    const { hub: assignedHub, deviceId } = await register(tools, record, proofs);
    return { assignedHub, deviceId, dpsHost: route.dpsHost, tookMs: clock.now() - startedAt };
  } finally {
    locks.releaseAll();
  }
}

/** Registers with the first of the proofs that the service takes, as a start does. */
async function register(
  tools: RunTools,
  record: DeviceRecord & Pick<ProvisionRequest, 'route'>,
  [proof, ...others]: OpenedProofs['proofs'],
): Promise<Assignment> {
  const { crypto, clock, surroundings } = tools;
  const knowledge = (target: DialTarget): Knowledge =>
    surroundings.describe(target, knowOfProof(proof, deviceName(record.route), surroundings.serviceNow));
  try {
    const { assignment } = await provision(
      { ...tools, knowledge },
      {
        route: record.route,
        login: await logInAtDps(crypto.subtle, proof, record.route, clock.now()),
        payload: makeRegistrationPayload(record.modelId, record.payload),
        // One that was issued would have to be kept.
        csrBase64: undefined,
      },
    );
    return assignment;
  } catch (error) {
    const [next, ...more] = others;
    if (next === undefined || !(error instanceof Refusal) || error.nextTry !== 'credential') throw error;
    return register(tools, record, [next, ...more]);
  }
}

function makeTools(
  ports: CheckPorts,
  record: DeviceRecord,
  secret: DeviceSecret,
  interruption: Interruption,
): RunTools {
  const { clock, crypto, mqtt, network } = ports;
  const transport = ports.transportFor(record);
  const surroundings = createSurroundings({
    record,
    secret,
    clock,
    network,
    transport: () => transport,
    readLocalIdScope: () => ports.readLocalIdScope(record.cloud),
  });
  return {
    clock,
    crypto,
    mqtt,
    transport,
    interruption,
    journal: createJournal(clock, createTraceRing(), () => undefined),
    handshakes: UNSEEN,
    surroundings,
    knowledge: (target) => surroundings.describe(target, {}),
  };
}

/** Nobody looks at the handshakes of a check. */
const UNSEEN: Handshakes = { take: () => undefined, takeProof: () => undefined, forget: () => undefined };
