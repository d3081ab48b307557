/** A connection string that somebody wants a virtual device of, on its way to the dialog that asks for the rest. */
export interface WishedDevice {
  set(connectionString: string): void;
  /** Gives it once, and forgets it: it holds a key. */
  take(): string | undefined;
  dispose(): void;
}

/** Gives the way from any room to the dialog that adds a device. */
export function createWishedDevice(): WishedDevice {
  let wished: string | undefined;
  const forget = (): void => void (wished = undefined);
  return {
    set: (connectionString) => void (wished = connectionString),
    take() {
      const taken = wished;
      forget();
      return taken;
    },
    dispose: forget,
  };
}
