import { parseUserName } from '#core/wire/user-name';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import { admitToDps } from '../services/dps-session.ts';
import { admitToHub } from '../services/hub-session.ts';
import { judgeWebSocketPath } from '../web-socket-path.ts';
import type { Connection } from './connection.ts';
import type { ConnectPacket } from './packets.ts';
import type { Admission } from './session.ts';

/**
 * CONNECT (MQTT 3.1.1, 3.1). The form of the user name tells DPS from the hub:
 * one CONNECT only · find the service · let it judge · session, keep-alive, CONNACK · what was waiting.
 */
export async function handleConnect(
  context: CloudContext,
  connection: Connection,
  packet: ConnectPacket,
): Promise<void> {
  // [MQTT-3.1.0-2]
  if (connection.session !== undefined) return connection.fail(makeAttempt('connect-twice', {}));
  const admission = await findService(context, connection, packet);
  if (connection.closed || admission === undefined) return;
  if (!admission.ok) {
    connection.send({ type: 'connack', returnCode: admission.returnCode, sessionPresent: false });
    return connection.close('lost'); // [MQTT-3.2.2-5]
  }
  connection.session = admission.session;
  connection.keepAlive(packet.keepAliveSeconds);
  connection.send({ type: 'connack', returnCode: 0, sessionPresent: admission.sessionPresent });
  admission.opened();
}

async function findService(
  context: CloudContext,
  connection: Connection,
  packet: ConnectPacket,
): Promise<Admission | undefined> {
  if (packet.userName === undefined) return refuse(context, connection, makeAttempt('user-name-missing', {}));
  const userName = parseUserName(packet.userName);
  if (userName === undefined) {
    return refuse(context, connection, makeAttempt('user-name-form', { found: packet.userName }));
  }
  if (userName.service === 'dps') return admitToDps(context, connection, packet, userName);
  const { path } = connection.facts;
  if (path !== undefined && judgeWebSocketPath(path)?.hub !== true) {
    // Azure would have refused the upgrade; here the same path serves DPS, so it shows only now.
    connection.fail(makeAttempt('wrong-path', { found: path }));
    return undefined;
  }
  return admitToHub(context, connection, packet, userName);
}

function refuse(context: CloudContext, connection: Connection, finding: AttemptFinding): Admission {
  logAttempt(context, { service: 'hub', identity: '', facts: connection.facts }, 'refused', finding);
  return { ok: false, returnCode: context.settings.userNameFormCode };
}
