import { beforeEach, describe, expect, test } from 'vitest';
import { createPairing, type Pairing } from '#server/lan/pairing';

const PHONE = '192.168.1.31';
const WRONG = 'A'.repeat(27);

let now: number;
let pairing: Pairing;
beforeEach(() => {
  now = 1_000_000;
  pairing = createPairing({ now: () => now }, () => 8443);
});

const tryWrong = (times: number, remote = PHONE): void => {
  for (let at = 0; at < times; at += 1) expect(pairing.judge(remote, WRONG)).toEqual({ kind: 'refused' });
};

describe('a token', () => {
  test('has 160 bits, is new each time, and is good for more than one browser', () => {
    expect(pairing.token).toMatch(/^[\w-]{27}$/);
    expect(createPairing({ now: () => now }, () => 8443).token).not.toBe(pairing.token);
    expect(pairing.judge(PHONE, pairing.token)).toEqual({ kind: 'paired' });
    expect(pairing.judge('192.168.1.32', pairing.token)).toEqual({ kind: 'paired' });
  });

  test.each(['', 'A', `${WRONG}A`])('of another length is wrong as any other: %j', (found) => {
    expect(pairing.judge(PHONE, found)).toEqual({ kind: 'refused' });
    expect(pairing.judge(PHONE, pairing.token.slice(1))).toEqual({ kind: 'refused' });
  });
});

describe('wrong tokens', () => {
  test('cost nothing at first, then longer and longer, up to a minute', () => {
    tryWrong(4);
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      tryWrong(1);
      expect(pairing.judge(PHONE, WRONG)).toEqual({ kind: 'wait', seconds });
      now += seconds * 1000;
    }
  });

  test('have the right one wait too, or the wait would be none', () => {
    tryWrong(5);
    expect(pairing.judge(PHONE, pairing.token)).toEqual({ kind: 'wait', seconds: 1 });
    now += 1000;
    expect(pairing.judge(PHONE, pairing.token)).toEqual({ kind: 'paired' });
    tryWrong(4);
  });

  test('of one address keep nobody else out', () => {
    tryWrong(5);
    expect(pairing.judge('192.168.1.32', pairing.token)).toEqual({ kind: 'paired' });
  });

  test('are remembered of a thousand addresses at most', () => {
    tryWrong(5);
    for (let at = 0; at < 999; at += 1) tryWrong(1, `10.0.${at >> 8}.${at & 255}`);
    expect(pairing.judge(PHONE, WRONG).kind).toBe('wait');
    tryWrong(1, '10.9.9.9');
    expect(pairing.judge(PHONE, WRONG).kind).toBe('refused');
  });
});

describe('the cookie', () => {
  const valueOf = (made: Pairing): string => made.printCookie().split(';')[0] ?? '';

  test('is found among others, and holds another secret than the token', () => {
    expect(pairing.knows(`a=b; ${valueOf(pairing)};c`)).toBe(true);
    expect(valueOf(pairing)).not.toContain(pairing.token);
  });

  test('of another start, another port or another name opens nothing', () => {
    const other = createPairing({ now: () => now }, () => 8443);
    const [name = '', value = ''] = valueOf(pairing).split('=');
    const tries = [undefined, '', ';', '=', name, `${name}=`, `x=${value}`, valueOf(other), `${name}0=${value}`];
    expect(tries.filter((cookies) => pairing.knows(cookies))).toEqual([]);
  });
});
