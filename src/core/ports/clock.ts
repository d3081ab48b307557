/** A scheduled call that can be taken back. */
export interface Timer {
  cancel(): void;
}

/** Time as the product sees it. Tests drive it by hand; no other code asks the platform for the time. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /** Runs `task` once, `delayMs` milliseconds from now. */
  after(delayMs: number, task: () => void): Timer;
}
