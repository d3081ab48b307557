import type { DialTarget } from '#core/ports/byte-socket';
import { printHubUserName } from '#core/wire/user-name';
import { CLIENT_NAME } from './client-name.ts';
import { nameHubLock } from './lock-names.ts';
import type { AcceptedConnection } from './online-phase.ts';
import { openConnection } from './open-connection.ts';
import type { PrepareParts } from './prepare.ts';
import { logInAtHub, type Proof } from './proof.ts';
import type { Assignment } from './provision.ts';
import type { RunTools } from './run-tools.ts';

/**
 * Holds the lock of an identity and connects to its hub as that identity. `renewAt`: when to do so with another
 * certificate, in milliseconds since the Unix epoch. Throws a `Refusal`
 * (`device/running-elsewhere`, and what `openConnection` says) or `Interrupted`.
 */
export async function connectToHub(
  tools: RunTools,
  { record, locks }: Pick<PrepareParts, 'record' | 'locks'>,
  identity: Assignment,
  proof: Proof,
  renewAt: number | undefined,
): Promise<AcceptedConnection> {
  const { clock, crypto, journal, handshakes } = tools;
  const target: DialTarget = { host: identity.gatewayHostName ?? identity.hub, service: 'hub' };
  const clientId = identity.moduleId === undefined ? identity.deviceId : `${identity.deviceId}/${identity.moduleId}`;
  await locks.hold('hub', nameHubLock(record.cloud, identity), clientId);
  journal.forget('hub');
  handshakes.forget('hub');
  journal.patch({ state: { kind: 'connecting', hub: identity.hub } });
  const login = await logInAtHub(crypto.subtle, proof, identity, clock.now());
  const model = record.modelId === undefined ? {} : { modelId: record.modelId };
  const connection = await openConnection(tools, {
    target,
    clientId,
    userName: printHubUserName({ ...identity, host: identity.hub, clientType: CLIENT_NAME, ...model }),
    login,
    // The hub keeps messages for a session that is not clean.
    cleanSession: false,
  });
  return { target, identity, connection, login: { ...login, renewAt: renewAt ?? login.renewAt } };
}
