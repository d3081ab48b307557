import { expect, inject, test } from 'vitest';

const { idScope, operatorToken, ports } = inject('cloud');
const ask = (path: string, init: RequestInit = {}) =>
  fetch(`http://localhost:${ports.http}${path}`, { ...init, headers: { authorization: operatorToken } });

test('the back end finds the devices of the scenario', async () => {
  const answer = await ask('/api/devices/sensor-01');
  expect(await answer.json()).toMatchObject({ id: 'sensor-01', displayName: 'Sensor at the door' });
});

test('the back end blocks a device', async () => {
  await ask('/api/devices/door-07', { method: 'PUT', body: '{}' });
  await ask('/api/devices/door-07', { method: 'PATCH', body: JSON.stringify({ enabled: false }) });
  expect(await (await ask('/api/devices/door-07')).json()).toMatchObject({ enabled: false });
  expect(idScope).toBe('0ne00C0FFEE');
});
