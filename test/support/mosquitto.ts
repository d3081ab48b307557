import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's mosquitto opens WebSocket listeners on every address, so it gets a network of its own. */
export interface Mosquitto {
  /** Unix sockets that lead to its listeners: anyone may connect; only with a password; MQTT without WebSockets. */
  readonly sockets: { readonly open: string; readonly guarded: string; readonly plain: string };
  start(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
  dispose(): Promise<void>;
}

const OPEN_PORT = 9001;
const GUARDED_PORT = 9002;
const PLAIN_PORT = 1883;

/** Says why mosquitto cannot be run here, or gives undefined when it can. */
export function whyNoMosquitto(): string | undefined {
  if (process.getuid?.() !== 0) return 'a network namespace needs root';
  for (const [command, option] of [
    ['ip', '-V'],
    ['mosquitto', '-h'],
  ] as const) {
    if (!isThere(command, option)) return `${command} is not installed`;
  }
  const name = `dw-try-${process.pid}`;
  try {
    execFileSync('ip', ['netns', 'add', name], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'network namespaces are not allowed here';
  }
}

function isThere(command: string, option: string): boolean {
  try {
    execFileSync(command, [option], { stdio: 'ignore' });
    return true;
  } catch (error) {
    // `mosquitto -h` ends with an error of its own.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** Gives a mosquitto in a network namespace of its own, reached by Unix sockets, which know no namespaces. */
export async function createMosquitto(): Promise<Mosquitto> {
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  const namespace = `dw-${process.pid}`;
  execFileSync('ip', ['netns', 'add', namespace]);
  execFileSync('ip', ['netns', 'exec', namespace, 'ip', 'link', 'set', 'lo', 'up']);
  const configuration = join(folder, 'mosquitto.conf');
  writeFileSync(configuration, printConfiguration(join(folder, 'passwords')));
  writeFileSync(join(folder, 'passwords'), '');
  const sockets = { open: join(folder, 'open'), guarded: join(folder, 'guarded'), plain: join(folder, 'plain') };
  const inside = (command: string, ...options: string[]): ChildProcess =>
    spawn('ip', ['netns', 'exec', namespace, command, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  const relay = inside(process.execPath, '-e', RELAY, ...Object.values(sockets));
  await lineOf(relay.stdout, 'ready');
  let broker: ChildProcess | undefined;

  const kill = async (): Promise<void> => {
    const ending = broker;
    broker = undefined;
    if (ending !== undefined) await endProcess(ending);
  };
  return {
    sockets,
    async start() {
      broker = inside('mosquitto', '-c', configuration, '-v');
      await lineOf(broker.stderr, 'running');
    },
    kill,
    async dispose() {
      await kill();
      await endProcess(relay);
      execFileSync('ip', ['netns', 'del', namespace]);
      rmSync(folder, { recursive: true });
    },
  };
}

function printConfiguration(passwords: string): string {
  return [
    'per_listener_settings true',
    'user root',
    'log_dest stderr',
    `listener ${OPEN_PORT}`,
    'protocol websockets',
    'allow_anonymous true',
    `listener ${GUARDED_PORT}`,
    'protocol websockets',
    'allow_anonymous false',
    `password_file ${passwords}`,
    `listener ${PLAIN_PORT}`,
    'allow_anonymous true',
    '',
  ].join('\n');
}

/** Joins Unix sockets of the file system to the ports of the namespace it runs in. */
const RELAY = `
const net = require('node:net');
const ports = [${OPEN_PORT}, ${GUARDED_PORT}, ${PLAIN_PORT}];
let waiting = ports.length;
process.argv.slice(1).forEach((path, index) => {
  net.createServer((near) => {
    const far = net.connect(ports[index], '127.0.0.1');
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  }).listen(path, () => { waiting -= 1; if (waiting === 0) console.log('ready'); });
});`;

function lineOf(stream: NodeJS.ReadableStream | null, word: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = '';
    stream?.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      if (heard.includes(word)) resolve();
    });
    stream?.on('end', () => reject(new Error(`ended before “${word}”: ${heard}`)));
  });
}

function endProcess(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
