import { findingOf } from '#core/errors/workbench-error';
import { chooseRoad } from '#core/identity/road';
import type { Clock } from '#core/ports/clock';
import type { DeviceCertificates, DeviceDetail } from '#core/ports/device-host';
import type { CertificatePorts } from './certificates/open-certificate.ts';
import type { DeviceArchive } from './device-archive.ts';
import { isRunning } from './device-view.ts';
import type { Hosted, HostedDevices } from './hosted-devices.ts';
import { DEFAULT_INTERVAL_MS } from './virtual-device.ts';
import { watchValue, type Watcher } from './watchers.ts';

type Certificates = Omit<DeviceCertificates, 'inUse'> | undefined;

/** What a device's page is told from. */
export interface DetailPorts extends CertificatePorts {
  readonly clock: Clock;
  readonly archive: DeviceArchive;
  readonly hosted: HostedDevices;
}

/** Kinds of records that a page with certificates is told anew after; see `KIND` of core/certificate-maker. */
const CONCERNED: readonly string[] = ['device', 'certificate'];

/** Tells `listener` all of a device now and after changes, its certificates too, which other rooms and tabs may change. */
export async function watchDetail(
  ports: DetailPorts,
  one: Hosted,
  listener: (detail: DeviceDetail) => void,
): Promise<Watcher> {
  const { clock, hosted, vault } = ports;
  let certificates = await readCertificates(ports, one);
  let reading = 0;
  const watcher = watchValue(clock, () => makeDetail(hosted, one, certificates), listener);
  const read = async (): Promise<void> => {
    reading += 1;
    const mine = reading;
    const found = await readCertificates(ports, one);
    if (mine !== reading) return;
    certificates = found;
    watcher.request();
  };
  const stopFollowing = vault.onChange((kinds) => {
    if (kinds === undefined || kinds.some((kind) => CONCERNED.includes(kind))) void read();
  });
  return {
    request: () => watcher.request(),
    dispose() {
      stopFollowing();
      watcher.dispose();
    },
  };
}

async function readCertificates(ports: DetailPorts, { record }: Hosted): Promise<Certificates> {
  if (record.keyKind !== 'certificate' && record.wantsCertificate !== true) return undefined;
  try {
    const { describeCertificates } = await import('./certificates/describe-device.ts');
    return await describeCertificates(ports, (await ports.archive.read(record.id)).secret);
  } catch (error) {
    // A device that was just removed, or a record that was altered: its start says which.
    if (findingOf(error) === undefined) throw error;
    return { primary: undefined, secondary: undefined, issued: undefined };
  }
}

function makeDetail(hosted: HostedDevices, one: Hosted, certificates: Certificates): DeviceDetail {
  const { record } = one;
  const { steps, checks, preflight, handshakes, proofs, slotInUse, ...view } = one.device.view;
  const { warning, twin, messages, commands, lastTelemetry } = view;
  const inUse = (isRunning(view.state) ? slotInUse : undefined) ?? record.certificateInUse ?? 'primary';
  return {
    ...hosted.summarise(one),
    steps,
    checks,
    preflight,
    road: chooseRoad(record),
    certificates: certificates === undefined ? undefined : { ...certificates, inUse },
    handshakes,
    proofs,
    warning,
    twin,
    messages,
    commands,
    lastTelemetry,
    intervalMs: record.intervalMs ?? DEFAULT_INTERVAL_MS,
  };
}
