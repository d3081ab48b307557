/**
 * Raises what a worker's promises reject with and nobody catches as an error of the worker, which its page hears of;
 * a rejection alone never leaves a worker.
 */
export function raiseRejections(scope: Pick<typeof globalThis, 'addEventListener' | 'reportError'>): void {
  scope.addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    scope.reportError(event.reason);
  });
}
