import { createSystemClock } from '#adapters/clock/system-clock';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createBrowserCertificateTransport } from '#adapters/sockets/browser-certificate-transport';
import { createHostPrimer, sendChoosingRequest } from '#adapters/sockets/host-primer';
import { MqttConnectFailure } from '#core/ports/mqtt-client';

/** A device's connection to its hub, by the browser's own certificate. */
export interface BrowserCertificateTask {
  /** `https:` origin of the cloud. */
  readonly origin: string;
  readonly isPrimed: boolean;
  readonly deviceId: string;
  readonly userName: string;
}

/** What came of it: `connected`, or what ended it. */
export interface BrowserCertificateOutcome {
  readonly end: string;
  readonly opened: boolean;
  readonly wasPrimed: boolean | undefined;
}

addEventListener('message', ({ data }: MessageEvent<BrowserCertificateTask>) => {
  void connect(data).then((outcome) => postMessage(outcome));
});

async function connect(task: BrowserCertificateTask): Promise<BrowserCertificateOutcome> {
  const { origin, isPrimed, deviceId, userName } = task;
  const primer = createHostPrimer(isPrimed ? sendChoosingRequest : () => Promise.reject(new Error('not primed')));
  const target = { host: 'hub', service: 'hub' } as const;
  const road = createBrowserCertificateTransport({ cloud: { kind: 'node', origin }, WebSocket, primer });
  const socket = await road.dial(target);
  let opened = false;
  socket.onOpen(() => (opened = true));
  const end = await createMqttJsClient(createSystemClock())
    .connect({
      ...{ socket, clientId: deviceId, userName, password: undefined, cleanSession: true, keepAliveSeconds: 30 },
      connectTimeoutMs: 10_000,
      onPacket: () => undefined,
    })
    .then(
      async (connection) => {
        await connection.end();
        return 'connected';
      },
      (error: unknown) => {
        if (!(error instanceof MqttConnectFailure)) throw error;
        return describe(error.end);
      },
    );
  return { end, opened, wasPrimed: road.wasPrimed(target) };
}

function describe(end: MqttConnectFailure['end']): string {
  if (end.kind === 'closed') return `closed ${end.code}`;
  return end.kind === 'refused' ? `refused ${end.returnCode}` : end.kind;
}
