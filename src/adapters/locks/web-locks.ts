import type { Locks } from '#core/ports/locks';

/** Gives the browser's locks (Web Locks API): they end with the tab or worker that holds them, however it ends. */
export function createWebLocks(manager: LockManager): Locks {
  return {
    tryHold: (name) => request(manager, name, { ifAvailable: true }),
    hold: async (name) => {
      const release = await request(manager, name, {});
      // Without `ifAvailable` a request is always granted in the end.
      return release ?? (() => undefined);
    },
    held: async () => {
      const { held = [] } = await manager.query();
      return new Set(held.flatMap(({ name }) => (name === undefined ? [] : [name])));
    },
  };
}

function request(manager: LockManager, name: string, options: LockOptions): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    manager
      .request(name, options, (lock) => {
        if (lock === null) return resolve(undefined);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}
