import { createCloudOperator, type CloudOperator } from './cloud-operator.ts';
import { runUseCase, type Fate } from './run-use-case.ts';
import type { LocalCloudAddress, Services } from './services.ts';
import { createAnnouncements, type Announcements } from './stores/announcements.ts';
import { createDeviceList, type DeviceList } from './stores/device-list.ts';
import { createNotices, type NoticeBody, type Notices } from './stores/notices.ts';
import { createServerCloud, type ServerCloud } from './stores/server-cloud.ts';
import { createTheme, type Theme } from './stores/theme.ts';
import type { Store } from '#core/store';

interface Kept {
  dispose(): void;
}

type Maker<T> = (services: Services) => T;

/** What every view is given: the services, the stores that live as long as the page, and the runner of use cases. */
export interface App {
  readonly services: Services;
  readonly notices: Notices;
  readonly devices: DeviceList;
  readonly announcements: Announcements;
  readonly serverCloud: ServerCloud;
  readonly theme: Store<Theme>;
  /** Gives the operator of one local cloud. */
  operator(address: LocalCloudAddress): CloudOperator;
  /**
   * Gives what a room knows for as long as the page lives, which `make` makes at the first asking: so it comes with the
   * script of the room.
   */
  keep<T extends Kept>(make: Maker<T>): T;
  /** Runs a use case; its failure is told on the page, or by `tell` where a dialog stands in front of it. */
  run<T>(work: () => Promise<T>, tell?: (body: NoticeBody) => void): Promise<Fate<T>>;
  dispose(): void;
}

/** Gives the app over its services. */
export function createApp(services: Services): App {
  const notices = createNotices();
  const devices = createDeviceList(services.devices);
  const announcements = createAnnouncements(devices, services.clock);
  const serverCloud = createServerCloud(services, devices);
  const kept = new Map<Maker<Kept>, Kept>();
  return {
    services,
    notices,
    devices,
    announcements,
    serverCloud,
    theme: createTheme(services.preferences),
    operator: (address) => createCloudOperator(services.operator(address)),
    keep<T extends Kept>(make: Maker<T>): T {
      const one = (kept.get(make) as T | undefined) ?? make(services);
      kept.set(make, one);
      return one;
    },
    run: (work, tell = notices.add) => runUseCase({ services, tell }, work),
    dispose() {
      for (const one of kept.values()) one.dispose();
      serverCloud.dispose();
      announcements.dispose();
      devices.dispose();
    },
  };
}
