import { forkProgram } from './sdk-process.ts';

/** A back end's program that runs Microsoft's service package. */
export interface SdkService {
  /** Resolves with the SDK's result; rejects with an error of the SDK's name and message. */
  ask(request: unknown): Promise<unknown>;
  end(): Promise<void>;
}

/** What such a program tells its parent: one answer for each question, in any order. */
export type ServiceReport =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: { readonly name: string; readonly message: string } };

/** Starts a back end's program of this folder, by its name without the ending, in a process of its own. */
export async function startSdkService(
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<SdkService> {
  const child = await forkProgram(program, environment);
  const answers = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const complaints: string[] = [];
  let asked = 0;
  child.stderr?.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  child.once('exit', () => {
    for (const answer of answers.values()) answer.reject(new Error(`the program ended: ${complaints.join('')}`));
  });
  child.on('message', (report: ServiceReport) => {
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
    end: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}
