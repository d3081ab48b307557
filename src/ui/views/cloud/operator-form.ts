import type { PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { CloudOperator } from '#app/cloud-operator';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import { THERMOSTAT_MODEL_ID } from '#app/use-cases/try-local-cloud';
import { View } from '../view.ts';

/** What every form shares that asks something of one device in one local cloud. */
export abstract class OperatorForm extends View {
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) deviceId = '';
  /** What the device says of its model; forms come filled for the thermostat that the app makes, and for nothing else. */
  @property({ attribute: false }) modelId: string | null = null;
  @state() protected busy = false;
  /** Why the latest try was not done; shown beside the button, until the next try or another device. */
  @state() protected problem: NoticeBody | undefined;

  protected get operator(): CloudOperator {
    return this.app.operator(this.address);
  }

  protected get isThermostat(): boolean {
    return this.modelId === THERMOSTAT_MODEL_ID;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('deviceId')) this.problem = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('problem') && this.problem !== undefined) void this.#showProblem();
  }

  /** Runs one request and keeps the form from sending a second one meanwhile. */
  protected async ask<T>(work: () => Promise<T>): Promise<T | undefined> {
    const { deviceId } = this;
    this.busy = true;
    this.problem = undefined;
    const fate = await this.app.run(work, (body) => {
      // Whoever has left this form meanwhile is told on the page.
      if (this.isConnected && this.deviceId === deviceId) this.problem = body;
      else this.app.notices.add(body);
    });
    this.busy = false;
    return fate.kind === 'done' ? fate.value : undefined;
  }

  /** A notice below the button may lie below what is in sight. */
  async #showProblem(): Promise<void> {
    await this.querySelector('dw-finding-notice')?.updateComplete;
    this.querySelector('.notice.err')?.scrollIntoView({ block: 'nearest' });
  }
}
