const HOST_AND_PORT = /^(\[[^\]]+\]|[^:]+)(?::\d+)?$/;

/** Gives the name in a Host header in lower case, without its port and without brackets; undefined when it has no form. */
export function readHostName(header: string | undefined): string | undefined {
  const name = HOST_AND_PORT.exec(header ?? '')?.[1];
  return name?.replace(/^\[|\]$/g, '').toLowerCase();
}

/** True for an address of the loopback interface, as a browser spells it in a Host header. */
function isLoopbackAddress(name: string): boolean {
  return name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/**
 * True when a request was meant for this machine: localhost, a loopback address or the announced name. A page of another
 * site that has its name resolved to 127.0.0.1 (DNS rebinding) still sends its own name, and is known by it.
 */
export function isOwnHost(header: string | undefined, announcedHost: string): boolean {
  const name = readHostName(header);
  return (
    name !== undefined && (name === 'localhost' || isLoopbackAddress(name) || name === announcedHost.toLowerCase())
  );
}
