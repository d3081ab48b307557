import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ROOT } from './source-files.ts';

/** The one line that the server prints with `--json` when it is ready. */
export interface ReadyLine {
  readonly host: string;
  readonly idScope: string;
  readonly ca: string | null;
  readonly ports: { readonly http: number; readonly https: number | null; readonly mqtts: number | null };
  readonly enrollmentGroups: readonly {
    readonly id: string;
    readonly type: string;
    readonly primaryKey: string;
    readonly secondaryKey: string;
  }[];
  readonly operatorToken: string;
  readonly serviceConnectionString: string;
  readonly provisioningConnectionString: string;
}

export interface WorkbenchServer {
  readonly ready: ReadyLine;
  readonly origin: string;
  readonly pid: number;
  /** Asks the operator's interface; gives the parsed JSON body. */
  operator(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }>;
  /** Ends the server at once, as when its machine loses power. */
  kill(): Promise<void>;
  /** Ends the server as Ctrl-C does. */
  stop(): Promise<void>;
}

/**
 * Starts `npm start` or `npm run cloud` on free ports of the loopback address and waits until it is ready. Nothing is kept
 * in the state directory of whoever runs the tests: `start` is fresh unless told what to keep.
 */
export async function startWorkbench(command: 'start' | 'cloud', ...options: string[]): Promise<WorkbenchServer> {
  return startWorkbenchWith({}, command, ...options);
}

/** As `startWorkbench`, with more in the environment of its process, such as `NODE_OPTIONS`. */
export async function startWorkbenchWith(
  environment: Readonly<Record<string, string>>,
  command: 'start' | 'cloud',
  ...options: string[]
): Promise<WorkbenchServer> {
  const namesState = options.some((option) => /^--(fresh|state)(=|$)/.test(option));
  const fresh = command === 'start' && !namesState ? ['--fresh'] : [];
  const child = spawn(process.execPath, ['ready.mjs', command, '--json', '--port', '0', ...fresh, ...options], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ready = await readyLine(child);
  const origin = `http://localhost:${ready.ports.http}`;
  return {
    ready,
    origin,
    pid: child.pid ?? 0,
    operator: (method, path, body) => askOperator(origin, ready.operatorToken, method, path, body),
    kill: () => endWith(child, 'SIGKILL'),
    stop: () => endWith(child, 'SIGINT'),
  };
}

async function readyLine(child: ChildProcess): Promise<ReadyLine> {
  const complaints: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${complaints.join('')}`)));
    createInterface({ input: child.stdout! }).once('line', (line) => resolve(JSON.parse(line) as ReadyLine));
  });
}

async function askOperator(origin: string, token: string, method: string, path: string, body: unknown) {
  const response = await fetch(`${origin}${path}`, {
    method,
    headers: { authorization: token, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

async function endWith(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  await ended;
}
