/** Whom a relay connects to. */
export interface RelayTargets {
  /** Whether IoT Hubs and DPS of Azure are among them. */
  readonly azure: boolean;
  /** What the operator added, as `parseTarget` gives it; these may be private. */
  readonly named: readonly string[];
  /** Undefined where there is no local cloud. */
  readonly local?: LocalTargets;
}

/** The local cloud: port 8883 of all its names is where it takes MQTT over TLS, whichever port that is. */
export interface LocalTargets {
  readonly hosts: readonly string[];
  /** What it rejects with is told to the page as the reason why the target is not reached. */
  readonly find: () => Promise<{ readonly host: string; readonly port: number }>;
}

/** A host to connect to. `checked`: only where its name leads to the public Internet. */
export type RelayTarget =
  | { readonly kind: 'local'; readonly find: LocalTargets['find'] }
  | { readonly kind: 'remote'; readonly host: string; readonly port: number; readonly checked: boolean };

/** MQTT over TLS, where a service asks for the certificate of a device in the first handshake. */
const MQTTS_PORT = 8883;

/** Hubs and DPS in all of Azure's clouds; nothing but their port for MQTT. */
const AZURE_TARGET = /^[a-z0-9-]{1,63}\.azure-devices(-provisioning)?\.(net|cn|us):8883$/;

const LABEL = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?';
const NAME = new RegExp(`^(?=.{1,253}$)${LABEL}(\\.${LABEL})*$`);
const PORT = /^[1-9]\d{0,4}$/;

/**
 * Finds the target that a client asks for, letter by letter: another case, a dot at the end, or a number in another form
 * is another text. Undefined for one that is not on the list.
 */
export function findTarget(targets: RelayTargets, asked: string): RelayTarget | undefined {
  const { azure, named, local } = targets;
  if (named.includes(asked)) return { kind: 'remote', ...split(asked), checked: false };
  if (local?.hosts.some((host) => asked === `${host}:${MQTTS_PORT}`) === true)
    return { kind: 'local', find: local.find };
  if (azure && AZURE_TARGET.test(asked)) return { kind: 'remote', ...split(asked), checked: true };
  return undefined;
}

/**
 * Gives a target of an operator, `host:port`, as a page asks for it: in lower case, and an IP address as browsers write
 * it, IPv6 in brackets. Undefined for anything else.
 */
export function parseTarget(text: string): string | undefined {
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[^:[\]/?#@%\\\s]+):(\d+)$/i.exec(text) ?? [];
  if (host === undefined || port === undefined || !PORT.test(port) || Number(port) > 65_535) return undefined;
  const written = host.toLowerCase();
  // A URL reads numbers in each of their forms, and gives an address back in the one that everybody uses.
  const read = URL.canParse(`http://${written}`) ? new URL(`http://${written}`).hostname : undefined;
  if (read === undefined || (read !== written && !written.startsWith('['))) return undefined;
  return read.startsWith('[') || NAME.test(read) ? `${read}:${port}` : undefined;
}

function split(target: string): { readonly host: string; readonly port: number } {
  const at = target.lastIndexOf(':');
  return { host: target.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(target.slice(at + 1)) };
}
