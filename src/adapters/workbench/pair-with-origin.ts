import { WorkbenchError } from '#core/errors/workbench-error';

/**
 * Brings the token of a pairing code to the server of this page. The server lets this browser in by a cookie, which no script
 * sees. Errors: `pairing/…`.
 */
export async function pairWithOrigin(ask: typeof fetch, token: string): Promise<void> {
  const { status, headers } = await post(ask, token);
  if (status === 204) return;
  if (status === 429) throw new WorkbenchError('pairing/wait', { seconds: Number(headers.get('retry-after')) || 1 });
  // A text that was not read whole may be too long, or no token by its looks.
  if ([400, 401, 413].includes(status)) throw new WorkbenchError('pairing/refused', {});
  throw new WorkbenchError('pairing/none', {});
}

async function post(ask: typeof fetch, token: string): Promise<Response> {
  try {
    return await ask('./pair', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
      cache: 'no-store',
      redirect: 'manual',
    });
  } catch (cause) {
    throw new WorkbenchError('pairing/unreachable', {}, { cause });
  }
}
