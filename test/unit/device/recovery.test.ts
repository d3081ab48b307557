import { describe, expect, test } from 'vitest';
import { makeFinding } from '#core/errors/workbench-error';
import { decide, type Standing } from '#device/recovery';
import { Refusal } from '#device/refusal';

const STANDING: Standing = {
  failures: 0,
  proofIndex: 0,
  proofCount: 1,
  areCertificates: false,
  usesIssued: false,
  hubRefusals: 0,
  isAssigned: true,
  hasDps: true,
  wasOnline: false,
};

const hubRefused = new Refusal(makeFinding('hub/refused', { host: 'h', returnCode: 5, causes: [] }), 'credential');
const unauthorized = new Refusal(
  makeFinding('dps/unauthorized', { said: {}, causes: [], mayBeGroupKey: true }),
  'credential',
);
const cut = new Refusal(makeFinding('socket/closed', { address: 'a', code: 1006, causes: [] }), 'later');
const notMqtt = new Refusal(makeFinding('socket/not-mqtt', { address: 'a', causes: [] }), 'later');
const disabled = new Refusal(makeFinding('dps/disabled', { said: {} }), 'final');
const failed = new Refusal(makeFinding('dps/failed', { said: {}, causes: [] }), 'later');

describe('what a device does about a refusal', () => {
  test('a refused key makes way for the second one, once', () => {
    const [first, after] = decide(unauthorized, { ...STANDING, isAssigned: false, proofCount: 2 });
    expect(first).toEqual({ kind: 'second-proof' });
    expect(after.proofIndex).toBe(1);
    expect(decide(unauthorized, after)[0]).toEqual({ kind: 'give-up' });
  });

  test('a hub that refuses sends the device through DPS with its primary key, and is final after that', () => {
    const [first, after] = decide(hubRefused, { ...STANDING, proofCount: 2, proofIndex: 1 });
    expect(first).toEqual({ kind: 'wait', throughDps: true });
    expect(after).toMatchObject({ proofIndex: 0, isAssigned: false, hubRefusals: 1, failures: 1 });
    const again = { ...after, isAssigned: true, proofIndex: 1 };
    expect(decide(hubRefused, again)[0]).toEqual({ kind: 'give-up' });
  });

  test('a hub that refuses a connection string is final', () => {
    expect(decide(hubRefused, { ...STANDING, hasDps: false })[0]).toEqual({ kind: 'give-up' });
  });

  test('what may pass is waited for at the same hub, and the tenth time through DPS', () => {
    let standing = STANDING;
    const ways = Array.from({ length: 10 }, () => {
      const [decision, after] = decide(cut, standing);
      standing = after;
      return decision.kind === 'wait' && decision.throughDps;
    });
    expect(ways).toEqual([...Array<boolean>(9).fill(false), true]);
    expect(standing).toMatchObject({ failures: 10, isAssigned: false });
  });

  test('a connection string has no DPS to go through', () => {
    expect(decide(cut, { ...STANDING, hasDps: false, failures: 9 })[0]).toEqual({ kind: 'wait', throughDps: false });
  });

  test('before a hub is known every try goes through DPS', () => {
    expect(decide(cut, { ...STANDING, isAssigned: false })[0]).toEqual({ kind: 'wait', throughDps: true });
  });

  test('something that is no MQTT is final, unless the device was online before', () => {
    expect(decide(notMqtt, STANDING)[0]).toEqual({ kind: 'give-up' });
    expect(decide(notMqtt, { ...STANDING, wasOnline: true })[0]).toMatchObject({ kind: 'wait' });
  });

  test('a failed allocation is tried three times', () => {
    expect(decide(failed, { ...STANDING, isAssigned: false, failures: 1 })[0]).toMatchObject({ kind: 'wait' });
    expect(decide(failed, { ...STANDING, isAssigned: false, failures: 2 })[0]).toEqual({ kind: 'give-up' });
  });

  test('what is final is final', () => {
    expect(decide(disabled, STANDING)[0]).toEqual({ kind: 'give-up' });
  });
});
