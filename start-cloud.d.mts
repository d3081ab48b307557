/** How a local cloud is started. All of it may be left out. */
export interface StartCloudOptions {
  /** The name that devices are told, and that the certificate carries; `localhost` unless given. */
  readonly host?: string;
  /** HTTP and WebSockets. As all ports here, any free one unless given. */
  readonly port?: number;
  /** HTTPS and secure WebSockets. */
  readonly httpsPort?: number;
  /** MQTT over TLS. */
  readonly mqttsPort?: number;
  /** False: neither HTTPS nor MQTT, and no certificate is made. */
  readonly tls?: boolean;
  /** Where the CA and the server certificate are kept; the user's cache unless given. */
  readonly tlsDirectory?: string;
  /** Directory of DTDL documents for the local model repository. */
  readonly models?: string;
  /** What the cloud begins with: the path of a scenario file, or what stands in one. */
  readonly scenario?: string | object;
  /** Over those of the scenario. */
  readonly settings?: object;
  /** Lets any bearer token open the REST interfaces. */
  readonly acceptAnyBearer?: boolean;
  /** Hears what the command would say on standard error. */
  readonly log?: (line: string) => void;
}

/** A local cloud of this process. It holds keys. */
export interface LocalCloud {
  readonly host: string;
  /** The names of both hubs; the first is the host. */
  readonly hubs: readonly [string, string];
  readonly idScope: string;
  /** Those with certificates have no keys. */
  readonly enrollmentGroups: readonly (
    | {
        readonly id: string;
        readonly type: 'symmetricKey';
        readonly primaryKey: string;
        readonly secondaryKey: string;
      }
    | { readonly id: string; readonly type: 'x509'; readonly primaryKey?: undefined; readonly secondaryKey?: undefined }
  )[];
  /** The whole value of the operator's Authorization header. */
  readonly operatorToken: string;
  /** For `azure-iothub`. */
  readonly serviceConnectionString: string;
  /** For `azure-iot-provisioning-service`. */
  readonly provisioningConnectionString: string;
  /** Null where a port was not asked for. */
  readonly ports: { readonly http: number; readonly https: number | null; readonly mqtts: number | null };
  /** The CA that clients of the TLS ports have to trust; null without TLS. */
  readonly caFile: string | null;
  /** For a process that runs an unmodified SDK: `node --import <preloadFile> device.js` with these variables. */
  readonly environment: Readonly<Record<string, string>>;
  readonly preloadFile: string;
  /** Asks a REST interface, as the operator unless `headers` has another `authorization`. */
  rest(
    method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE' | 'OPTIONS',
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<RestAnswer>;
  /** Ends every connection and closes the ports. */
  close(): Promise<void>;
}

/** An answer of REST; a body that is JSON was read. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Starts a local cloud in this process, on the loopback addresses alone. Rejects with an Error that says what is wrong. */
export function startCloud(options?: StartCloudOptions): Promise<LocalCloud>;
