import { findingOf, makeFinding } from '#core/errors/workbench-error';
import type { ByteSocket, DialTarget } from '#core/ports/byte-socket';
import { MqttConnectFailure, type MqttConnection } from '#core/ports/mqtt-client';
import { identifyConnectEnd } from './identify-refusal.ts';
import { identifyRoadEnd } from './identify-road-end.ts';
import { Interrupted, TimeLimitPassed } from './interruption.ts';
import type { Login } from './proof.ts';
import { Refusal } from './refusal.ts';
import type { RunTools } from './run-tools.ts';

/** From dialling to CONNACK. */
const CONNECT_LIMIT_MS = 20_000;

/** The same over a relay: it may take 8 s, and TLS 20 s behind that, and each says then that it was the one. */
const RELAYED_LIMIT_MS = 50_000;

/** Until the socket is on its way, where somebody may first choose a certificate in a window of the browser. */
const CHOICE_LIMIT_MS = 150_000;

/** Long enough to be cheap, well below the hub's highest (1177 s), and short enough for most routers on the way. */
export const KEEP_ALIVE_SECONDS = 120;

/** A CONNECT to one service. */
export interface ConnectRequest {
  readonly target: DialTarget;
  readonly clientId: string;
  readonly userName: string;
  readonly login: Login;
  readonly cleanSession: boolean;
}

/**
 * Dials and connects, and writes down both steps. Throws a `Refusal` (`socket/…`, `tls/…`, `relay/…`, `dps/refused`,
 * `hub/refused`, `hub/busy`) or `Interrupted`.
 */
export async function openConnection(tools: RunTools, request: ConnectRequest): Promise<MqttConnection> {
  const { target, login, ...names } = request;
  const limitMs = tools.transport.road === 'relay' ? RELAYED_LIMIT_MS : CONNECT_LIMIT_MS;
  const socket = await dial(tools, target, login);
  socket.onOpen(() => {
    tools.journal.mark({ tls: 'passed' });
    tools.journal.begin(`${target.service}-connect`, request.userName);
  });
  const forget = tools.interruption.onSet(() => socket.close());
  try {
    const connection = await tools.mqtt.connect({
      ...names,
      password: login.password,
      socket,
      keepAliveSeconds: KEEP_ALIVE_SECONDS,
      connectTimeoutMs: limitMs,
      onPacket: (packet) => tools.journal.packet(target.service, packet),
    });
    if (!tools.interruption.isSet) return connection;
    await connection.end();
    throw new Interrupted();
  } catch (error) {
    if (tools.interruption.isSet) throw new Interrupted();
    if (!(error instanceof MqttConnectFailure)) throw error;
    throw await identifyConnectEnd(tools, target, error.end, limitMs / 1000);
  } finally {
    forget();
  }
}

async function dial(tools: RunTools, target: DialTarget, { identity }: Login): Promise<ByteSocket> {
  const address = tools.transport.describe(target);
  tools.journal.begin(`${target.service}-socket`, address);
  const limitMs = tools.transport.road === 'browser-certificate' ? CHOICE_LIMIT_MS : CONNECT_LIMIT_MS;
  const dialling = tools.transport.dial(target, {
    ...(identity === undefined ? {} : { identity }),
    onHandshake: (report) => tools.handshakes.take(target.service, report),
    onProof: (report) => tools.handshakes.takeProof(target.service, report),
  });
  try {
    return await tools.interruption.wait(tools.clock, limitMs, dialling);
  } catch (error) {
    // A socket that comes too late must not stay open.
    dialling.then(
      (socket) => socket.close(),
      () => undefined,
    );
    const known = findingOf(error);
    if (known !== undefined) throw identifyRoadEnd(known);
    if (!(error instanceof TimeLimitPassed)) throw error;
    throw new Refusal(makeFinding('socket/silent', { address, seconds: limitMs / 1000 }), 'later');
  }
}
