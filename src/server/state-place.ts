import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** What decides where programs keep their state on this machine. */
export interface StatePlace {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  readonly home: string;
}

/**
 * Gives the file in which `npm start` keeps its cloud when the command line names none. On Linux by the XDG Base Directory
 * Specification, which takes no relative path.
 */
export function defaultStateFile(place: StatePlace = readPlace()): string {
  return join(findStateDirectory(place), 'device-workbench', 'cloud.json');
}

function readPlace(): StatePlace {
  return { platform: process.platform, environment: process.env, home: homedir() };
}

function findStateDirectory({ platform, environment, home }: StatePlace): string {
  if (platform === 'win32') return environment['LOCALAPPDATA'] || join(home, 'AppData', 'Local');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  const named = environment['XDG_STATE_HOME'] ?? '';
  return isAbsolute(named) ? named : join(home, '.local', 'state');
}
