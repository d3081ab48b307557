/** Items that one source may have; whoever has more inspects them by parts. */
export const ITEM_LIMIT = 500;

/** What everything that is read together shares. */
export interface Reading {
  readonly subtle: SubtleCrypto;
  /** Of PFX files, of encrypted keys and of locked codes. */
  readonly password: string | undefined;
  /** The device that all this is for, where somebody said so. */
  readonly deviceId: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly room: Room;
}

/** The room for what is found. */
export class Room {
  #left = ITEM_LIMIT;
  /** Whether there was more than there is room for. */
  isExceeded = false;

  /** Says whether there is room for one more thing, and takes it. */
  take(): boolean {
    if (this.#left === 0) this.isExceeded = true;
    else this.#left -= 1;
    return !this.isExceeded;
  }
}
