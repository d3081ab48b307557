import { uiRoadWords as words } from '#core/words/en/ui-roads';
import { startOnRoad } from '#app/use-cases/take-road';
import { isRunning } from '../devices/device-status.ts';
import { DeviceTab } from './device-tab.ts';

/** What the parts share that lead a device to its other road. */
export abstract class RoadPart extends DeviceTab {
  /** Whether its other road asks for a certificate that is kept here, in the place of the browser’s own. */
  protected get wantsKeptCertificate(): boolean {
    return this.detail.road.next === 'relay' && this.detail.record.keyKind === 'browser-certificate';
  }

  /** Takes the other road from now on: `start` begins at once, else one that does not run stays as it is. */
  protected takeNext(start: boolean): void {
    const { next } = this.detail.road;
    if (next === 'browser-certificate') this.raise('dw-browser-certificate', this.deviceId);
    else if (this.wantsKeptCertificate) this.router.go({ room: 'device', id: this.deviceId, tab: 'credentials' });
    else if (next === 'direct' || next === 'relay') void this.#take(next, start);
  }

  async #take(next: 'direct' | 'relay', start: boolean): Promise<void> {
    const { devices } = this.app.services;
    const fate = await this.app.run(() =>
      start || isRunning(this.detail.state)
        ? startOnRoad(devices, this.deviceId, next)
        : devices.takeRoad(this.deviceId, next),
    );
    if (fate.kind === 'done') this.app.notices.say({ message: words.next.taken[next] });
  }
}
