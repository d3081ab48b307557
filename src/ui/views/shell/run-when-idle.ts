const LATEST_MS = 1000;

/** Runs a task when the page has nothing else to do, a second from now at the latest. */
export function runWhenIdle(task: () => void): void {
  // WebKit has no idle callback.
  if ('requestIdleCallback' in window) window.requestIdleCallback(task, { timeout: LATEST_MS });
  else setTimeout(task, LATEST_MS / 2);
}
