import { encodeMessage, type Handshake } from './handshake.ts';
import type { TrafficSecrets } from './key-schedule.ts';
import type { ByteReader } from './presentation.ts';
import { CONTENT } from './protocol.ts';
import { failParameter } from './tls-fault.ts';

const VERSION = 'TLS 1.3';
/** RFC 8446, 5.5: AES-GCM stays safe for 2^24.5 records of full size under one key. */
const RECORDS_PER_KEY = 2 ** 24;

/** Changes the keys of an open connection of TLS 1.3 (RFC 8446, 4.6.3 and 7.2). */
export interface KeyUpdates {
  /** Takes the server's new keys, and ours if it asks for that. Throws faults. */
  accept(reader: ByteReader): void;
  /** To be called before data is sent: changes our keys before they were used too often. */
  prepare(): void;
}

/** Begins with the secrets of the handshake; keys seal `recordsPerKey` records, 2^24 unless told. */
export function createKeyUpdates(
  { writer, sealBy, openBy, tell }: Pick<Handshake, 'writer' | 'sealBy' | 'openBy' | 'tell'>,
  secrets: TrafficSecrets,
  recordsPerKey = RECORDS_PER_KEY,
): KeyUpdates {
  let client = Promise.resolve(secrets.client);
  let server = Promise.resolve(secrets.server);
  let keyUpdates = 0;
  const count = (): void => tell({ keyUpdates: (keyUpdates += 1) });
  const change = (): void => {
    // The message goes out under the old keys, and asks for nothing in return.
    void writer.write(CONTENT.handshake, encodeMessage('key_update', Uint8Array.of(0)));
    client = client.then((secret) => secret.makeNext());
    sealBy(
      VERSION,
      client.then((secret) => secret.makeKeys()),
    );
    count();
  };
  return {
    accept(reader) {
      const request = reader.uint(1);
      reader.end();
      if (request > 1) failParameter('key_update');
      server = server.then((secret) => secret.makeNext());
      openBy(
        VERSION,
        server.then((secret) => secret.makeKeys()),
      );
      count();
      if (request === 1) change();
    },
    prepare() {
      if (writer.sequence >= recordsPerKey) change();
    },
  };
}
