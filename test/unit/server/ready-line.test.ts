import { describe, expect, test } from 'vitest';
import { printReadyLine } from '#server/ready-line';
import { createFakeCloud } from './fake-cloud.ts';

const cloud = createFakeCloud();
const ports = { http: 8080, https: null, mqtts: null };

describe('the line for scripts', () => {
  test('says of the local network where the app is and whom to trust, never how to be let in', () => {
    const lan = {
      origins: ['https://192.168.1.20:8443'],
      caFile: '/tls/lan/ca.pem',
      fingerprint: 'AB:CD',
      token: 'b4jUMoK7v3yU8Pq-Zt0_1aBcDeF',
      dispose: async () => undefined,
    } as const;
    const line = printReadyLine(cloud, { ports, caFile: null, lan });
    expect(JSON.parse(line)).toMatchObject({
      ports,
      ca: null,
      lan: { origins: lan.origins, ca: '/tls/lan/ca.pem', fingerprint: 'AB:CD' },
    });
    expect(line).not.toContain(lan.token);
  });

  test('says that there is no such listener by null', () => {
    expect(JSON.parse(printReadyLine(cloud, { ports, caFile: null, lan: undefined }))).toMatchObject({ lan: null });
  });
});
