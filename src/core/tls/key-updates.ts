import type { HandshakeContext } from './handshake-context.ts';
import type { TrafficSecret, TrafficSecrets } from './key-schedule.ts';
import { ByteReader } from './presentation.ts';
import { CONTENT } from './protocol.ts';
import { failParameter } from './tls-fault.ts';
import { encodeMessage } from './transcript.ts';

const VERSION = 'TLS 1.3';
/** RFC 8446, 5.5: AES-GCM stays safe for 2^24.5 records of full size under one key. */
const RECORDS_PER_KEY = 2 ** 24;

/** Changes the keys of an open connection of TLS 1.3 (RFC 8446, 4.6.3 and 7.2). */
export class KeyUpdates {
  readonly #context: HandshakeContext;
  readonly #recordsPerKey: number;
  #client: Promise<TrafficSecret>;
  #server: Promise<TrafficSecret>;
  #count = 0;

  constructor(context: HandshakeContext, { client, server }: TrafficSecrets, recordsPerKey = RECORDS_PER_KEY) {
    this.#context = context;
    this.#client = Promise.resolve(client);
    this.#server = Promise.resolve(server);
    this.#recordsPerKey = recordsPerKey;
  }

  /** Takes the server's new keys, and ours if it asks for that. Throws faults. */
  accept(body: Uint8Array<ArrayBuffer>): void {
    const reader = new ByteReader(body, 'key_update');
    const request = reader.uint(1);
    reader.end();
    if (request > 1) failParameter('key_update');
    this.#server = this.#server.then((secret) => secret.makeNext());
    this.#context.openBy(
      VERSION,
      this.#server.then((secret) => secret.makeKeys()),
    );
    this.#tell();
    if (request === 1) this.#change();
  }

  /** To be called before data is sent: changes our keys before they were used too often. */
  prepare(): void {
    if (this.#context.writer.sequence >= this.#recordsPerKey) this.#change();
  }

  /** The message goes out under the old keys, and asks for nothing in return. */
  #change(): void {
    void this.#context.writer.write(CONTENT.handshake, encodeMessage('key_update', Uint8Array.of(0)));
    this.#client = this.#client.then((secret) => secret.makeNext());
    this.#context.sealBy(
      VERSION,
      this.#client.then((secret) => secret.makeKeys()),
    );
    this.#tell();
  }

  #tell(): void {
    this.#count += 1;
    this.#context.tell({ keyUpdates: this.#count });
  }
}
