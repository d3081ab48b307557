/** A request to the operator's interface of a local cloud: plain data, so that it can cross HTTP or a channel. */
export interface RestRequest {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE' | 'OPTIONS';
  /** Path and query, beginning with `/`. */
  readonly url: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Names of headers as they were sent, by their lower-case ones, where the two differ. */
  readonly headerNames?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The body where it need not be text, in the place of `body`. */
  readonly bytes?: Uint8Array;
  /** Who asks, for the log: an address, or the name of a tab. */
  readonly remote?: string;
  /** How the client reached the host, such as `https://localhost:8443`; left out where nothing but the app asks. */
  readonly origin?: string;
  /** Certificates that the client showed in TLS, DER, leaf first. */
  readonly peerChain?: readonly Uint8Array[];
}

export interface RestResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body where it is no text, in the place of `body`. */
  readonly bytes?: Uint8Array;
}

/** The operator's side of a local cloud, wherever it runs. */
export interface OperatorClient {
  request(request: RestRequest): Promise<RestResponse>;
  /** Follows `/_emu/events`: each line is one JSON event. Returns a function that stops it. */
  follow(onLine: (line: string) => void, onEnd: (reason: string) => void): () => void;
}
