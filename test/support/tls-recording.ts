import type { Finding } from '#core/errors/workbench-error';
import { createReplayCrypto, type ReplayCrypto } from './replay-crypto.ts';
import { credentialsOf, HOST, identityOf, trustOf, type UsualChains } from './tls-chains.ts';
import { type ClientWishes, openTestClient } from './tls-client.ts';
import { createTlsServer, looseMessage } from './tls-server/create-tls-server.ts';
import type { Move, ServerScript } from './tls-server/script.ts';
import { inFlight } from './tls-server/edits.ts';
import { bytes, CONTENT, join, MESSAGE, text } from './tls-server/wire.ts';

/** What a client is opened with, again and again. */
export type ClientSetting = Omit<ClientWishes, 'transmit' | 'crypto' | 'clock'>;

/** A connection as its server had it. */
export interface Recording {
  /** What the server sent upon each greeting of ours, and in the end upon our Finished, record by record. */
  readonly flights: readonly (readonly Uint8Array<ArrayBuffer>[])[];
  /** The data in it. */
  readonly data: Uint8Array;
  readonly setting: ClientSetting;
  readonly crypto: ReplayCrypto;
}

/** Records a connection that comes about; the server is to end it. */
export async function recordConnection(script: ServerScript, setting: ClientSetting): Promise<Recording> {
  const crypto = createReplayCrypto();
  const flights: Uint8Array<ArrayBuffer>[][] = [];
  const server = createTlsServer(script, (bytes) => {
    const greetings = server.seen.filter((name) => name === 'client_hello').length;
    (flights[greetings - (server.isDone ? 0 : 1)] ??= []).push(bytes);
    queueMicrotask(() => client.connection.receive(bytes));
  });
  const client = openTestClient({ ...setting, crypto: crypto.connect(), transmit: (bytes) => server.receive(bytes) });
  await client.idle();
  if (client.opened !== 1 || client.ends.length !== 1 || client.ends[0] !== undefined)
    throw new Error(`the recorded connection did not come about: ${JSON.stringify(client.ends)}`);
  crypto.freeze();
  return { flights, data: join(...client.received), setting, crypto };
}

/** How a replayed connection went. */
export interface Replay {
  readonly opened: number;
  readonly data: Uint8Array;
  readonly hasEnded: boolean;
  readonly end: Finding | undefined;
  /** Whether anything was sent after the end was told. */
  readonly isNoisy: boolean;
}

/** How waiting for more ends: the transport goes, or the time of the handshake is over. */
export type LastStep = 'transport' | 'time';

/** Sends a client these bytes in the place of the recorded ones. */
export async function replay(
  { setting, crypto }: Recording,
  flights: readonly (readonly Uint8Array<ArrayBuffer>[])[],
  last: LastStep = 'transport',
): Promise<Replay> {
  let isNoisy = false;
  const transmit = (): void => void (isNoisy ||= ends.length > 0);
  const client = openTestClient({ ...setting, crypto: crypto.connect(), transmit });
  const { ends, connection } = client;
  for (const flight of flights) {
    for (const bytes of flight) connection.receive(bytes);
    await client.idle();
  }
  if (ends.length === 0 && last === 'time' && client.opened === 0) await client.clock.advance(20_000);
  else if (ends.length === 0) connection.transportEnded();
  await client.idle();
  const data = join(...client.received);
  return { opened: client.opened, data, hasEnded: ends.length === 1, end: ends[0], isNoisy };
}

/** Whether it went as the recorded one. */
export const isAsRecorded = ({ opened, data, hasEnded, end, isNoisy }: Replay, recording: Recording): boolean =>
  opened === 1 && hasEnded && end === undefined && !isNoisy && Buffer.from(data).equals(recording.data);

/** Whether it was ended with a finding of ours, and without a word after it. */
export const isRefused = ({ hasEnded, end, isNoisy }: Replay): boolean =>
  hasEnded && !isNoisy && end !== undefined && end.code.startsWith('tls/') && end.code !== 'tls/internal';

/** Whether all data that was told is data of the server, in its order. */
export const isFaithful = ({ data }: Replay, { data: whole }: Recording): boolean =>
  Buffer.from(whole.subarray(0, data.length)).equals(data);

const data = (words: string): Move => ({ do: 'record', type: CONTENT.applicationData, content: text(words) });
const CLOSE: Move = { do: 'record', type: CONTENT.alert, content: bytes(1, 0) };
/** What the server says on the open connection, in as many records. */
const BEHIND: Readonly<Record<'1.2' | '1.3', readonly Move[]>> = {
  '1.2': [data('data of the server, '), data('and more of it'), CLOSE],
  '1.3': [
    looseMessage(MESSAGE.new_session_ticket, bytes(0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 7, 0, 0)),
    data('data of the server, '),
    { do: 'update', asksBack: true },
    data('and more of it'),
    CLOSE,
  ],
};

/** How many records of the last flight are behind the handshake. */
export const countBehind = (version: '1.2' | '1.3'): number => BEHIND[version].length;

/** Records a connection with client authentication in which the server sends data, and ends it. */
export async function recordUsual(
  version: '1.2' | '1.3',
  chains: UsualChains,
  parts: Partial<ServerScript> = {},
): Promise<Recording> {
  const plan = inFlight('finish', (moves) => [...moves, ...BEHIND[version]]);
  return recordConnection(
    { version, ...credentialsOf(chains.server), asks: {}, plan, ...parts },
    { host: HOST, roots: [trustOf(chains.root)], identity: await identityOf(chains.device) },
  );
}
