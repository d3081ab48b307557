import type { Finding } from '#core/errors/workbench-error';
import type { Road } from '#core/identity/road';
import type { DeviceDetail } from '#core/ports/device-host';

/** Gives the road that is offered after a refusal; undefined where another road would change nothing. */
export function offeredRoad({ state, road }: Pick<DeviceDetail, 'state' | 'road'>): Road | undefined {
  if (state.kind !== 'refused' && state.kind !== 'waiting') return undefined;
  return isAboutRoad(state.reason) ? road.next : undefined;
}

/** Whether what went wrong may lie in the road, and not in the device and what it proves itself with. */
function isAboutRoad({ code, facts }: Finding): boolean {
  if (code === 'tls/alert') return !(facts as { afterCertificate: boolean }).afterCertificate;
  if (code === 'tls/key-not-taken') return false;
  return ['socket/', 'relay/', 'tls/'].some((area) => code.startsWith(area));
}

/** What to do next after a refusal that has a place of its own in the app. */
export type NextPlace = 'roots' | 'relay' | 'handshake' | 'certificates';

const ROOT_FAULTS: readonly Finding['code'][] = ['tls/no-path'];

/** Gives the places where a refusal can be looked into or mended, the one that mends it first. */
export function nextPlaces(finding: Finding, { handshakes }: Pick<DeviceDetail, 'handshakes'>): readonly NextPlace[] {
  const { code } = finding;
  const isTls = code.startsWith('tls/');
  return [
    ...(ROOT_FAULTS.includes(code) ? (['roots'] as const) : []),
    ...(code.startsWith('relay/') ? (['relay'] as const) : []),
    ...(code.startsWith('device/certificate-') || code.startsWith('device/issued-') || code === 'tls/key-not-taken'
      ? (['certificates'] as const)
      : []),
    ...(isTls && handshakes.length > 0 ? (['handshake'] as const) : []),
  ];
}
