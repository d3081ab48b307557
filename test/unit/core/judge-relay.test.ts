import { describe, expect, test } from 'vitest';
import { judgeRelay } from '#core/identity/judge-relay';

const TOKEN = 'a-token-of-a-relay_.~0';

describe('the relay that somebody names', () => {
  test.each([
    ['wss://relay.example/relay', 'wss://relay.example/relay'],
    ['  wss://Relay.example:8443 ', 'wss://relay.example:8443/'],
    ['ws://localhost:8080/relay', 'ws://localhost:8080/relay'],
    ['ws://127.0.0.1:9000/relay', 'ws://127.0.0.1:9000/relay'],
    ['ws://[::1]:9000/relay', 'ws://[::1]:9000/relay'],
  ])('has an address like %s', (typed, address) => {
    expect(judgeRelay({ address: typed, token: ` ${TOKEN}\n` })).toMatchObject({
      ok: true,
      value: { address, token: TOKEN },
    });
  });

  test.each([
    ['', 'nothing'],
    ['relay.example/relay', 'no scheme'],
    ['https://relay.example/relay', 'another scheme'],
    ['ws://relay.example/relay', 'a token that all could hear'],
    ['ws://127.0.0.1.example/relay', 'a name that looks like this machine'],
    ['wss://me:secret@relay.example/', 'a password'],
    ['wss://relay.example/?to=h:8883', 'a query'],
    ['wss://relay.example/#tok', 'a fragment'],
  ])('is not at “%s”: %s', (address) => {
    expect(judgeRelay({ address, token: TOKEN })).toMatchObject({
      ok: false,
      findings: [{ code: 'relay/address-form' }],
    });
  });

  test('has a token that a sub-protocol can hold', () => {
    for (const token of ['', 'a'.repeat(15), 'a'.repeat(257), `${'a'.repeat(16)} b`, `${'a'.repeat(16)},b`]) {
      const judged = judgeRelay({ address: 'wss://relay.example/', token });
      expect(judged).toMatchObject({ ok: false, findings: [{ code: 'relay/token-form' }] });
    }
  });

  test('is not told by what was refused of it', () => {
    const judged = judgeRelay({ address: `wss://me:${TOKEN}@relay.example/`, token: TOKEN });
    expect(JSON.stringify(judged)).not.toContain(TOKEN);
  });
});
