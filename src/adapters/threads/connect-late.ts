import { WorkbenchError } from '#core/errors/workbench-error';

/** Something whose every member is a method that answers later. */
type Answering<T> = { readonly [Name in keyof T]: (...args: never[]) => Promise<unknown> };

/**
 * Gives a service of which nothing is fetched before its first call; calls reach it in their order. Beside its own errors
 * it has `browser/part-missing` while `connect`, which is tried again by the next call, cannot fetch it.
 */
export function connectLate<T extends Answering<T>>(connect: () => Promise<T>): T {
  let connecting: Promise<T> | undefined;
  const connected = (): Promise<T> =>
    (connecting ??= connect().catch((cause: unknown) => {
      connecting = undefined;
      throw new WorkbenchError('browser/part-missing', {}, { cause });
    }));
  return new Proxy({} as T, {
    get:
      (_, name) =>
      async (...args: never[]) => {
        const service = await connected();
        return service[name as keyof T](...args);
      },
  });
}
