import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultStateFile } from '#server/state-place';

const home = join('/', 'home', 'ada');
const end = join('device-workbench', 'cloud.json');

test.each([
  ['linux', {}, join(home, '.local', 'state', end)],
  ['linux', { XDG_STATE_HOME: join('/', 'kept') }, join('/', 'kept', end)],
  ['linux', { XDG_STATE_HOME: '' }, join(home, '.local', 'state', end)],
  ['linux', { XDG_STATE_HOME: 'relative' }, join(home, '.local', 'state', end)],
  ['darwin', { XDG_STATE_HOME: join('/', 'kept') }, join(home, 'Library', 'Application Support', end)],
  ['win32', { LOCALAPPDATA: join('/', 'local') }, join('/', 'local', end)],
  ['win32', {}, join(home, 'AppData', 'Local', end)],
] as const)('on %s with %j the cloud is kept in %s', (platform, environment, file) => {
  expect(defaultStateFile({ platform, environment, home })).toBe(file);
});
