import { beforeAll, expect, test } from 'vitest';
import { ALERT, CONTENT } from '#core/tls/protocol';
import {
  credentialsOf,
  HOST,
  identityOf,
  makeUsualChains,
  trustOf,
  type UsualChains,
} from '../../support/tls-chains.ts';
import { openTlsPair, type TlsPair } from '../../support/tls-pair.ts';
import { recordOf } from '../../support/tls-server/edits.ts';

/** An older RSA scheme, which no key of ours signs by. */
const RSA_PKCS1_SHA1 = 0x0201;

let chains: UsualChains;
beforeAll(async () => {
  chains = await makeUsualChains();
});

async function meet(version: '1.2' | '1.3'): Promise<TlsPair> {
  return openTlsPair(
    { version, asks: { schemes: [RSA_PKCS1_SHA1] }, ...credentialsOf(chains.server) },
    { host: HOST, roots: [trustOf(chains.root)], identity: await identityOf(chains.device) },
  );
}

const NOT_TAKEN = { code: 'tls/key-not-taken', facts: { keyKind: 'P-256', asked: ['0x0201'] } };

test.each(['1.2', '1.3'] as const)(
  'TLS %s: an empty certificate is sent, and the report tells why',
  async (version) => {
    const { client, server } = await meet(version);
    expect(client.opened).toBe(1);
    expect(server.seen).not.toContain('certificate_verify');
    expect(client.report).toMatchObject({
      outcome: 'done',
      finding: undefined,
      asked: { signatureSchemes: ['0x0201'] },
      sent: { chain: [], signature: undefined, notTaken: NOT_TAKEN },
    });
  },
);

test('a server that ends it then, before it said anything else, does so because of the key', async () => {
  const pair = await meet('1.3');
  pair.server.perform(recordOf(CONTENT.alert, 2, ALERT.certificate_required));
  await pair.settle();
  expect(pair.client.ends).toEqual([NOT_TAKEN]);
});

test('a server that did without it for a while has other reasons', async () => {
  const pair = await meet('1.3');
  pair.server.send(Uint8Array.of(1));
  pair.server.perform(recordOf(CONTENT.alert, 2, ALERT.internal_error));
  await pair.settle();
  expect(pair.client.ends).toMatchObject([{ code: 'tls/alert', facts: { name: 'internal_error' } }]);
});
