const NAMES: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Whether a host, as a URL prints it, is the machine that asks for it, whichever that is. */
export function isThisMachine(host: string): boolean {
  return NAMES.includes(host.toLowerCase());
}
