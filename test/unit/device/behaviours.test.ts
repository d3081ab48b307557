import { describe, expect, test } from 'vitest';
import { createQuiet } from '#device/behaviour/quiet';
import { createRaw } from '#device/behaviour/raw';
import { createThermostat } from '#device/behaviour/thermostat';

const START = Date.UTC(2026, 0, 5, 9);
const make = () => createThermostat(START, () => 0.5);
const temperatureAt = (thermostat: ReturnType<typeof make>, ms: number) =>
  thermostat.beat(START + ms).telemetry['temperature'] as number;

describe('the thermostat', () => {
  test('sends a temperature with one decimal and nothing else', () => {
    const { telemetry } = createThermostat(START, () => 0.123).beat(START);
    expect(Object.keys(telemetry)).toEqual(['temperature']);
    expect(telemetry['temperature']).toBe(Math.round((telemetry['temperature'] as number) * 10) / 10);
  });

  test('follows its target slowly', () => {
    const thermostat = make();
    thermostat.desiredChanged({ targetTemperature: 30 }, 2);
    const readings = [0, 2, 4, 8, 30].map((minutes) => temperatureAt(thermostat, minutes * 60_000));
    expect(readings[1]! - readings[0]!).toBeGreaterThan(1);
    expect(readings[1]! - readings[0]!).toBeLessThan(6);
    expect(readings[4]).toBeGreaterThan(28.5);
    expect(readings[4]).toBeLessThan(31.5);
  });

  test('stays believable when its clock stands still or jumps back', () => {
    const thermostat = make();
    const first = temperatureAt(thermostat, 1000);
    expect(Math.abs(temperatureAt(thermostat, 1000) - first)).toBeLessThan(0.5);
    expect(Math.abs(temperatureAt(thermostat, -60_000) - first)).toBeLessThan(2);
  });

  test('reports its highest temperature, at most every ten seconds', () => {
    const thermostat = make();
    thermostat.desiredChanged({ targetTemperature: 90 }, 2);
    const reports = Array.from({ length: 31 }, (_, second) => thermostat.beat(START + second * 1000).report);
    const given = reports.filter((report) => report !== undefined);
    expect(given).toHaveLength(4);
    expect(given.at(-1)?.['maxTempSinceLastReboot']).toBeGreaterThan(given[0]?.['maxTempSinceLastReboot'] as number);
  });

  test('says which target it has when nobody wished for one', () => {
    expect(make().connected({}, 7)).toEqual({
      targetTemperature: { value: 22, ac: 203, av: 0, ad: 'initialized with default value' },
    });
  });

  test.each([[25], [{ value: 25 }]])('acknowledges the wish %j with its version', (wish) => {
    const acknowledged = { targetTemperature: { value: 25, ac: 200, av: 7, ad: 'completed' } };
    expect(make().connected({ targetTemperature: wish }, 7)).toEqual(acknowledged);
    expect(make().desiredChanged({ targetTemperature: wish }, 7)).toEqual(acknowledged);
  });

  test.each([['warm'], [true], [{}], [{ value: '25' }], [[25]], [1000], [-300]])(
    'answers 400 to the wish %j and keeps its target',
    (wish) => {
      expect(make().desiredChanged({ targetTemperature: wish }, 4)).toEqual({
        targetTemperature: { value: 22, ac: 400, av: 4, ad: 'targetTemperature must be a number from -50 to 100' },
      });
    },
  );

  test('goes back to its own target when the wish is removed', () => {
    const thermostat = make();
    thermostat.desiredChanged({ targetTemperature: 30 }, 2);
    expect(thermostat.desiredChanged({ targetTemperature: null }, 3)).toMatchObject({
      targetTemperature: { value: 22, ac: 203, av: 3 },
    });
  });

  test('leaves other desired properties alone', () => {
    expect(make().desiredChanged({ colour: 'red' }, 3)).toBeUndefined();
  });

  test('reports its extremes since a time, plain or as `since`', () => {
    const thermostat = make();
    const readings = [0, 60_000, 120_000].map((ms) => temperatureAt(thermostat, ms));
    const since = new Date(START + 60_000).toISOString();
    const expected = {
      status: 200,
      response: {
        maxTemp: Math.max(readings[1]!, readings[2]!),
        minTemp: Math.min(readings[1]!, readings[2]!),
        startTime: since,
        endTime: new Date(START + 180_000).toISOString(),
      },
    };
    expect(thermostat.command('getMaxMinReport', since, START + 180_000)).toMatchObject(expected);
    expect(thermostat.command('getMaxMinReport', { since }, START + 180_000)).toMatchObject(expected);
    const whole = thermostat.command('getMaxMinReport', undefined, START + 180_000);
    expect(whole).toMatchObject({ status: 200, response: { startTime: new Date(START).toISOString() } });
  });

  test('says so when a report has no time, or no readings', () => {
    expect(make().command('getMaxMinReport', 'yesterday', START).status).toBe(400);
    expect(make().command('getMaxMinReport', undefined, START).status).toBe(404);
  });

  test('knows no other command', () => {
    expect(make().command('reboot', {}, START)).toEqual({
      status: 404,
      response: { message: 'This thermostat has no command “reboot”.' },
    });
  });
});

describe('a raw device', () => {
  test('sends a value that wanders between 0 and 100', () => {
    const up = createRaw(() => 1);
    const values = Array.from({ length: 60 }, () => up.beat(0).telemetry['value'] as number);
    expect(values[0]).toBe(52);
    expect(Math.max(...values)).toBe(100);
    const down = createRaw(() => 0);
    expect(Math.min(...Array.from({ length: 60 }, () => down.beat(0).telemetry['value'] as number))).toBe(0);
  });

  test('acknowledges no desired property and has no command', () => {
    const raw = createRaw(() => 0.5);
    expect(raw.connected({ a: 1 }, 2)).toBeUndefined();
    expect(raw.desiredChanged({ a: 1 }, 3)).toBeUndefined();
    expect(raw.command('reboot', undefined, 0).status).toBe(501);
  });
});

test('a quiet device has no beat, acknowledges no desired property and has no command', () => {
  const quiet = createQuiet();
  expect(quiet.beat).toBeUndefined();
  expect(quiet.connected({ a: 1 }, 2)).toBeUndefined();
  expect(quiet.desiredChanged({ a: 1 }, 3)).toBeUndefined();
  expect(quiet.command('reboot', undefined, 0)).toEqual({
    status: 501,
    response: { message: 'This device has no command “reboot”.' },
  });
});
