import { makeFinding, WorkbenchError, type Finding } from '#core/errors/workbench-error';
import type { DialTarget, Transport } from '#core/ports/byte-socket';

/** What every relay lets through, and what answers everybody who comes by TLS. */
const TARGET: DialTarget = { host: 'global.azure-devices-provisioning.net', service: 'dps' };

/**
 * Opens a connection with the road's relay as a device would, without a certificate, and closes it when TLS stands.
 * Throws what the road knows of why it did not (`relay/…`, `tls/…`).
 */
export async function testRelay(road: Transport): Promise<void> {
  const socket = await road.dial(TARGET);
  const finding = await new Promise<Finding | undefined>((resolve) => {
    socket.onOpen(() => resolve(undefined));
    socket.onEnd((end) =>
      resolve(end.finding ?? makeFinding('tls/cut-off', { host: TARGET.host, duringHandshake: true })),
    );
  });
  socket.close();
  if (finding !== undefined) throw new WorkbenchError(finding.code, finding.facts);
}
