/** Names that one holder has at a time, across all tabs and workers of this browser. */
export interface Locks {
  /** Gives a function that lets go, or undefined when another holder has the name. */
  tryHold(name: string): Promise<(() => void) | undefined>;
  /** Waits until the name is free; gives a function that lets go. */
  hold(name: string): Promise<() => void>;
  /** Gives the names that are held just now, by whomever; empty where nobody can say. */
  held(): Promise<ReadonlySet<string>>;
}
