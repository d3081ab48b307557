import type { DeviceRecord } from '#core/identity/device-record';
import { chooseRoad, type Road, type RoadFacts } from '#core/identity/road';
import type { Transport } from '#core/ports/byte-socket';
import type { Journal } from './journal.ts';

/** The road of a run. It changes between two attempts only, when somebody has chosen another. */
export interface RoadInUse {
  readonly transport: Transport;
  /** Takes the road that is chosen now. */
  choose(): void;
}

/** What the roads of a device are found by. */
export interface RoadPorts {
  readonly transportFor: (facts: RoadFacts) => Transport;
  /** Gives the record as it is kept now. */
  readonly readRecord: () => DeviceRecord;
}

/** Gives the road that a run begins with. */
export function createRoadInUse(ports: RoadPorts, record: DeviceRecord, journal: Journal): RoadInUse {
  const take = (as: DeviceRecord): { readonly road: Road; readonly transport: Transport } => ({
    road: chooseRoad(as).road,
    transport: ports.transportFor(as),
  });
  let taken = take(record);
  return {
    get transport() {
      return taken.transport;
    },
    choose() {
      const as = withRoad(record, ports.readRecord().road);
      if (chooseRoad(as).road === taken.road) return;
      taken = take(as);
      journal.note('dps', { kind: 'other-road', road: taken.road });
    },
  };
}

/** Gives the record with the road that was chosen; without one, the usual one is taken. */
export function withRoad({ road: _road, ...record }: DeviceRecord, road: DeviceRecord['road']): DeviceRecord {
  return road === undefined ? record : { ...record, road };
}
