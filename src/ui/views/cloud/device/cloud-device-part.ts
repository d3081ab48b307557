import { property } from 'lit/decorators.js';
import type { CloudDevice } from '#app/cloud-devices';
import type { CloudOperator } from '#app/cloud-operator';
import type { LocalCloudAddress } from '#app/services';
import type { CloudDeviceContent, CloudDevicePage } from '#app/stores/cloud-device-page';
import { View } from '../../view.ts';

/** What every part of the page of a cloud's device shares: the device as it is now, and its cloud. */
export abstract class CloudDevicePart extends View {
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) page!: CloudDevicePage;
  @property({ attribute: false }) content!: CloudDeviceContent;

  protected get device(): CloudDevice {
    return this.content.device;
  }

  protected get operator(): CloudOperator {
    return this.app.operator(this.address);
  }
}
