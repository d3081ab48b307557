import { property } from 'lit/decorators.js';
import { deviceName } from '#core/identity/device-record';
import type { DeviceDetail } from '#core/ports/device-host';
import { View } from '../view.ts';

/** What every tab of a device's page shares: the device, as it is now. */
export abstract class DeviceTab extends View {
  @property({ attribute: false }) detail!: DeviceDetail;

  protected get deviceId(): string {
    return this.detail.record.id;
  }

  /** The name that the service knows the device by. */
  protected get name(): string {
    return deviceName(this.detail.record.route);
  }
}
