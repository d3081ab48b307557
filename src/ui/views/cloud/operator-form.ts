import { property, state } from 'lit/decorators.js';
import type { CloudOperator } from '#app/cloud-operator';
import type { LocalCloudAddress } from '#app/services';
import { View } from '../view.ts';

/** What every form shares that asks something of one device in one local cloud. */
export abstract class OperatorForm extends View {
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) deviceId = '';
  @state() protected busy = false;

  protected get operator(): CloudOperator {
    return this.app.operator(this.address);
  }

  /** Runs one request and keeps the form from sending a second one meanwhile. */
  protected async ask<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.busy = true;
    const fate = await this.app.run(work);
    this.busy = false;
    return fate.kind === 'done' ? fate.value : undefined;
  }
}
