import { createHmac } from 'node:crypto';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformWithOxc } from 'vite';
import { ROOT } from '../support/source-files.ts';

/** The transports of the official SDK that speak MQTT. */
export type SdkTransport = 'Mqtt' | 'MqttWs';

/** What a device shows in TLS, as PEM: its own certificate, with those behind it that it sends, and its key. */
export interface ClientIdentity {
  readonly cert: string;
  readonly key: string;
}

/** What a device program can be asked to do. */
export type DeviceRequest =
  | {
      readonly verb: 'register';
      readonly host: string;
      readonly idScope: string;
      readonly registrationId: string;
      /** A symmetric key, or the certificate to show. */
      readonly key: string | ClientIdentity;
      readonly transport: SdkTransport | 'Http';
      readonly payload: Readonly<Record<string, string>>;
    }
  | {
      readonly verb: 'connect';
      readonly connectionString: string;
      readonly transport: SdkTransport;
      readonly modelId?: string;
      /** For a connection string that says `x509=true`. */
      readonly identity?: ClientIdentity;
    }
  | { readonly verb: 'send'; readonly body: string; readonly properties: Readonly<Record<string, string>> }
  | { readonly verb: 'answer-methods'; readonly name: string }
  | { readonly verb: 'patch-twin'; readonly patch: unknown }
  /** Uploads so many bytes, each the remainder of its place by 251. */
  | { readonly verb: 'upload'; readonly name: string; readonly size: number }
  | { readonly verb: 'listen' | 'read-twin' | 'close' };

/** What happens to a device program unasked. */
export type DeviceEvent =
  | { readonly event: 'disconnect' }
  | { readonly event: 'desired'; readonly desired: unknown }
  | {
      readonly event: 'message';
      readonly body: string;
      readonly messageId: string;
      readonly properties: Readonly<Record<string, string>>;
    };

/** What a device program tells its parent. */
export type DeviceReport =
  | DeviceEvent
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

export interface SdkDevice {
  /** Resolves with the SDK's result; rejects with an error of the SDK's name and message. */
  ask(request: DeviceRequest): Promise<unknown>;
  /** Resolves with the next event of the kind, also one that has already happened. */
  next<Kind extends DeviceEvent['event']>(kind: Kind): Promise<Extract<DeviceEvent, { event: Kind }>>;
  end(): Promise<void>;
}

/** Gives a program of this folder as JavaScript: Node 20 runs no TypeScript. */
async function buildProgram(name: string): Promise<string> {
  const source = join(ROOT, `test/conformance/${name}.ts`);
  const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source);
  const folder = join(ROOT, '.cache/conformance');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-${process.pid}.mjs`);
  writeFileSync(file, code);
  return file;
}

const programs = new Map<string, Promise<string>>();

/** Gives the preload as `node --import` takes it. */
export const PRELOAD = pathToFileURL(join(ROOT, 'dist/server/azure-redirect.js')).href;

/** Starts a program of this folder, by its name without the ending, in a process of its own that speaks over `send`. */
export async function forkProgram(
  name: string,
  environment: Readonly<Record<string, string>>,
  options: { readonly preload: boolean } = { preload: true },
): Promise<ChildProcess> {
  const program = programs.get(name) ?? buildProgram(name);
  programs.set(name, program);
  return fork(await program, {
    execArgv: ['--no-deprecation', ...(options.preload ? ['--import', PRELOAD] : [])],
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
}

/** Starts a device program with the environment that sends it to the local cloud. */
export async function startSdkDevice(
  environment: Readonly<Record<string, string>>,
  options?: { readonly preload: boolean },
): Promise<SdkDevice> {
  return overProcess(await forkProgram('sdk-device', environment, options));
}

function overProcess(child: ChildProcess): SdkDevice {
  let asked = 0;
  const answers = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const events: DeviceEvent[] = [];
  const waiting: ((event: DeviceEvent) => boolean)[] = [];
  const complaints: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  child.once('exit', () => {
    for (const answer of answers.values()) answer.reject(new Error(`the device program ended: ${complaints.join('')}`));
  });
  child.on('message', (report: DeviceReport) => {
    if ('event' in report) {
      const at = waiting.findIndex((take) => take(report));
      if (at < 0) events.push(report);
      else waiting.splice(at, 1);
      return;
    }
    const answer = answers.get(report.id);
    answers.delete(report.id);
    if ('value' in report) answer?.resolve(report.value);
    else answer?.reject(Object.assign(new Error(report.error.message), { name: report.error.name }));
  });
  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        asked += 1;
        answers.set(asked, { resolve, reject });
        child.send({ id: asked, request });
      }),
    next: (kind) =>
      new Promise((resolve) => {
        const take = (event: DeviceEvent): boolean => {
          if (event.event !== kind) return false;
          resolve(event as never);
          return true;
        };
        const at = events.findIndex(take);
        if (at < 0) waiting.push(take);
        else events.splice(at, 1);
      }),
    end: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

/** Derives a device's key from its group's as Microsoft's documentation does, apart from our own code. */
export function deriveKey(groupKey: string, registrationId: string): string {
  return createHmac('sha256', Buffer.from(groupKey, 'base64')).update(registrationId).digest('base64');
}
