import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import type { App } from '#app/app';
import { listCertificateChoices, type CertificateChoice } from '#app/stores/certificate-choice';
import { createCertificateShelf, type CertificateShelfState } from '#app/stores/certificate-shelf';
import { createConnections, type ConnectionsState } from '#app/stores/connections';
import { findEnroller } from '#app/use-cases/enroll-in-cloud';
import { StoreController } from '../../controllers/store-controller.ts';

/** What a form knows of the certificates that are kept here; nobody is asked before `open`. */
export class CertificateDesk implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #shelf: StoreController<CertificateShelfState> | undefined;
  #connections: StoreController<ConnectionsState> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {}

  /** Follows what is kept, and which relay there is, from now on. */
  open(app: App): void {
    this.#shelf ??= new StoreController(this.#host, app.keep(createCertificateShelf).state);
    this.#connections ??= new StoreController(this.#host, app.keep(createConnections).state);
  }

  get state(): CertificateShelfState {
    return this.#shelf?.value ?? { kind: 'loading' };
  }

  get choices(): readonly CertificateChoice[] {
    const { state } = this;
    return state.kind === 'ready' ? listCertificateChoices(state.shelf) : [];
  }

  choice(id: string): CertificateChoice | undefined {
    return this.choices.find((one) => one.id === id);
  }

  /** Gives who makes the certificates of a choice known to a local cloud. */
  enrollerOf(choice: CertificateChoice): KeptCertificate | undefined {
    const { state } = this;
    return state.kind === 'ready' ? findEnroller(choice, state.shelf) : undefined;
  }

  /** Whether it is certain that there is no relay. */
  get lacksRelay(): boolean {
    const connections = this.#connections?.value;
    return connections?.kind === 'ready' && connections.settings.relay.kind === 'none';
  }
}
