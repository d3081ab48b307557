import { fork } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the program on the official packages can measure. */
export type AzureTask =
  | {
      readonly kind: 'publish';
      readonly connectionString: string;
      readonly bytes: number;
      readonly count: number;
      readonly window: number;
    }
  | { readonly kind: 'register'; readonly idScope: string; readonly registrationId: string; readonly key: string };

export type AzureAnswer = { readonly seconds: number } | { readonly failure: string };

/** The official packages, unmodified, in a process of their own whose connections to Azure end at the local cloud. */
export interface AzureProcess {
  /** One task at a time. */
  measureSeconds(task: AzureTask): Promise<number>;
  stop(): void;
}

/** Starts it; `host` is redirected beside Azure's own names. */
export function startAzureProcess(target: { httpsPort: number; ca: string; host: string }): AzureProcess {
  const preload = pathToFileURL(join('dist', 'server', 'azure-redirect.js')).href;
  const child = fork(join('dist', 'bench', 'azure-device.js'), {
    execArgv: ['--no-deprecation', '--import', preload],
    env: {
      ...process.env,
      DEVICE_WORKBENCH_HTTPS_PORT: String(target.httpsPort),
      DEVICE_WORKBENCH_CA: target.ca,
      DEVICE_WORKBENCH_HOST: target.host,
    },
  });
  return {
    measureSeconds: (task) =>
      new Promise((resolve, reject) => {
        const onExit = (): void => reject(new Error('the program on the official packages ended'));
        child.once('exit', onExit);
        child.once('message', (answer: AzureAnswer) => {
          child.off('exit', onExit);
          if ('seconds' in answer) resolve(answer.seconds);
          else reject(new Error(answer.failure));
        });
        child.send(task);
      }),
    stop: () => void child.kill(),
  };
}
