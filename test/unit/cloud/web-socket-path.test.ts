import { describe, expect, test } from 'vitest';
import { chooseSubProtocol, judgeWebSocketPath } from '../../../src/cloud/web-socket-path.ts';

describe('rule 1: the upgrade', () => {
  test.each([
    ['/$iothub/websocket', { dps: true, hub: true }],
    ['/$iothub/websocket?iothub-no-client-cert=true', { dps: true, hub: true }],
    ['/%24iothub/websocket', { dps: true, hub: true }],
    ['/', { dps: true, hub: false }],
    ['/?x=1', { dps: true, hub: false }],
    ['/mqtt', { dps: true, hub: false }],
    ['/$iothub', undefined],
    ['/$IOTHUB/websocket', undefined],
    ['/mqtt/', undefined],
    ['/other', undefined],
    ['', undefined],
  ])('%s', (path, expected) => {
    expect(judgeWebSocketPath(path)).toEqual(expected);
  });

  test.each([
    [['mqtt'], 'mqtt'],
    [['MQTT'], 'MQTT'],
    [['chat', ' mqtt'], 'mqtt'],
    [['mqttv5'], undefined],
    [[], undefined],
  ])('of the sub-protocols %j it takes %s', (offered, expected) => {
    expect(chooseSubProtocol(offered)).toBe(expected);
  });
});
