import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CloudPart, CloudPartState } from '#app/stores/cloud-part';
import type { CloudFeed } from '#app/stores/cloud-view';

/** Follows a part of the cloud that its host shows, as long as the host is in the page. */
export class CloudPartController<T> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #open: (feed: CloudFeed) => CloudPart<T>;
  #feed: CloudFeed | undefined;
  #part: CloudPart<T> | undefined;
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, open: (feed: CloudFeed) => CloudPart<T>) {
    this.#host = host;
    this.#open = open;
    host.addController(this);
  }

  /** What is known now. */
  get state(): CloudPartState<T> {
    return this.#part?.state.get() ?? { kind: 'reading' };
  }

  /** Says which cloud it is of; called before each rendering. True when it is another than before. */
  follow(feed: CloudFeed): boolean {
    if (feed === this.#feed) return false;
    this.hostDisconnected();
    this.#feed = feed;
    this.#part = this.#open(feed);
    this.#stop = this.#part.state.subscribe(() => this.#host.requestUpdate());
    return true;
  }

  /** Reads it again now. */
  refresh(): void {
    this.#part?.refresh();
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#part?.dispose();
    this.#part = undefined;
    this.#feed = undefined;
  }
}
