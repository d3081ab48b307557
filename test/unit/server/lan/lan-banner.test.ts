import { describe, expect, test } from 'vitest';
import { drawQr } from '#adapters/qr-image/draw-qr';
import { printLanBanner } from '#core/words/en/lan';
import { describeLan } from '#server/lan/describe-lan';
import { printTerminalCode } from '#server/lan/print-terminal-code';
import { readQr } from '../../../support/read-qr.ts';

const TOKEN = 'b4jUMoK7v3yU8Pq-Zt0_1aBcDeF';
const lan = {
  origins: ['https://192.168.1.20:8443', 'https://bench-7.local:8443'],
  token: TOKEN,
  caFile: '/tls/lan/ca.pem',
  fingerprint: Array.from({ length: 32 }, (_, at) => at.toString(16).toUpperCase().padStart(2, '0')).join(':'),
  dispose: async () => undefined,
} as const;
const draw = async (text: string) => drawQr(text);

const BLACK_ON_WHITE = '\u001b[30;107m';
const PLAIN = '\u001b[0m';

/** Reads what a terminal shows, without its colours, as squares; every line must set both colours and end them. */
function readSquares(printed: string): readonly (readonly number[])[] {
  return printed.split('\n').flatMap((line) => {
    expect(line.startsWith(BLACK_ON_WHITE) && line.endsWith(PLAIN)).toBe(true);
    const shown = line.slice(BLACK_ON_WHITE.length, -PLAIN.length);
    expect(shown).toMatch(/^[█▀▄ ]+$/);
    return [
      Array.from(shown, (sign) => Number('█▀'.includes(sign))),
      Array.from(shown, (sign) => Number('█▄'.includes(sign))),
    ];
  });
}

describe('the code in a terminal', () => {
  test('holds what it was made of, dark on light, with its margin', () => {
    const text = `${lan.origins[0]}/#/pair/${TOKEN}`;
    const rows = readSquares(printTerminalCode(drawQr(text)));
    const size = (rows[0]?.length ?? 0) - 8;
    const inner = rows.slice(4, 4 + size).map((row) => row.slice(4, 4 + size));
    expect(readQr({ size, modules: Uint8Array.from(inner.flat()) }).text).toBe(text);
    const margin = [...rows.slice(0, 4), ...rows.slice(4 + size)].flat();
    expect(margin.every((square) => square === 0)).toBe(true);
    expect(rows.every((row) => [...row.slice(0, 4), ...row.slice(4 + size)].every((square) => square === 0))).toBe(
      true,
    );
    expect(rows.length - size - 8).toBeLessThan(2);
  });

  test('fits a terminal of 80 columns and 24 lines', async () => {
    const lines = printTerminalCode(await draw(`https://192.168.178.123:8443/#/pair/${TOKEN}`)).split('\n');
    expect(lines.length).toBeLessThanOrEqual(23);
    expect(readSquares(lines.join('\n'))[0]?.length).toBeLessThanOrEqual(80);
  });
});

describe('the banner', () => {
  test('says where, whom to trust and how, and pairs by a code and its address', async () => {
    const text = printLanBanner(await describeLan(lan, true, draw));
    for (const origin of lan.origins) expect(text).toContain(origin);
    expect(text).toContain('https://192.168.1.20:8443/authority.crt');
    expect(text).toContain(`https://192.168.1.20:8443/#/pair/${TOKEN}`);
    for (const system of ['Android', 'iOS', 'Windows', 'macOS', 'Linux', 'Firefox']) expect(text).toContain(system);
    expect(text.replace(/\s+/g, '')).toContain(lan.fingerprint);
  });

  test('keeps the token to itself where it would go to a file', async () => {
    const text = printLanBanner(await describeLan(lan, false, draw));
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain('█');
    expect(text).toContain('--lan-code');
    expect(text).toContain(lan.origins[0]);
  });
});
