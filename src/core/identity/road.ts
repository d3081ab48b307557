import type { CloudAddress, DeviceRecord } from './device-record.ts';

/**
 * How a device's bytes get to its cloud. `direct`: a WebSocket to the service. `relay`: TLS that ends in this tab, over a
 * relay that passes its bytes on and reads none. `channel`: to the cloud in this browser. `browser-certificate`: a
 * WebSocket to the service, for which the browser presents a certificate of its own store.
 */
export type Road = 'direct' | 'relay' | 'channel' | 'browser-certificate';

/** Why a device takes its road: `only`: there is no other for it; `usual`: nobody chose; `chosen`: somebody did. */
export type RoadReason = 'only' | 'usual' | 'chosen';

/** The road of a device, why it is that one, and which one can be tried when it is refused. */
export interface RoadChoice {
  readonly road: Road;
  readonly reason: RoadReason;
  /** Taken only when somebody says so. */
  readonly next: Road | undefined;
}

/** What decides on the roads of a device. */
export type RoadFacts = Pick<DeviceRecord, 'cloud' | 'keyKind' | 'road' | 'wantsCertificate'>;

/** Says which road a device takes. A browser cannot choose a client certificate for a WebSocket, so certificates need the relay. */
export function chooseRoad({ cloud, keyKind, road, wantsCertificate }: RoadFacts): RoadChoice {
  if (cloud.kind === 'tab') return { road: 'channel', reason: 'only', next: undefined };
  // What DPS issues to it is for the relay, whatever it had before.
  if (wantsCertificate === true) return { road: 'relay', reason: 'only', next: undefined };
  if (keyKind === 'certificate') {
    return { road: 'relay', reason: 'usual', next: isWithoutTls(cloud) ? undefined : 'browser-certificate' };
  }
  if (keyKind === 'browser-certificate') return { road: 'browser-certificate', reason: 'chosen', next: 'relay' };
  if (road === 'relay') return { road, reason: 'chosen', next: 'direct' };
  return { road: 'direct', reason: 'usual', next: 'relay' };
}

/** Whether a cloud is reached without TLS where no road brings its own: there nobody asks for a certificate. */
export function isWithoutTls(cloud: CloudAddress): boolean {
  return cloud.kind === 'node' && cloud.origin.startsWith('http:');
}

/** Says whether a device could take a road, with the credential that it has, and without it being another device. */
export function canTake(road: Road, { cloud, keyKind, wantsCertificate }: RoadFacts): boolean {
  if (cloud.kind === 'tab') return road === 'channel';
  if (wantsCertificate === true) return road === 'relay';
  if (keyKind === 'certificate') return road === 'relay';
  if (keyKind === 'browser-certificate') return road === 'browser-certificate';
  return road === 'direct' || road === 'relay';
}
