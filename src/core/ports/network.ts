/** What asking the app's own origin told. */
export interface OwnOriginAnswer {
  readonly isReachable: boolean;
  /**
   * The server's time in milliseconds since the Unix epoch, to whole seconds (the `Date` header, RFC 9110 6.6.1).
   * Undefined where the answer has none: then nothing can be known of the clock.
   */
  readonly timeMs?: number;
}

/** What can be asked about the network without leaving the app's own origin. */
export interface Network {
  /** Where the app came from, such as `http://localhost:8080`. */
  readonly ownOrigin: string;
  /** What the platform says; undefined where it does not say. `true` proves nothing. */
  isOnline(): boolean | undefined;
  /** Never rejects, and answers within seconds. */
  askOwnOrigin(): Promise<OwnOriginAnswer>;
}
