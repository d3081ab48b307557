import { WorkbenchError } from '#core/errors/workbench-error';
import type { RelaySettings } from '#core/ports/device-host';
import type { Certificate } from '#core/x509/certificate';
import type { WorkbenchInfo } from './fetch-workbench.ts';

/**
 * Gives the relay of this page's server, undefined when it has none. A server that does not answer may have one again when
 * it does: `relay/unreachable`.
 */
export async function readServerRelay(
  ownOrigin: string,
  readWorkbench: () => Promise<Pick<WorkbenchInfo, 'relay'>>,
): Promise<RelaySettings | undefined> {
  const { relay } = await readWorkbench().catch((cause: unknown) => {
    throw new WorkbenchError('relay/unreachable', { address: ownOrigin }, { cause });
  });
  if (relay === null) return undefined;
  const address = new URL(relay.path, ownOrigin);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  return { address: address.href, token: relay.token };
}

/**
 * Gives the authority that the local cloud of this page's server has its certificates from. Never rejects: where the server
 * does not say it there is none, and none of its certificates is trusted.
 */
export async function readServerAuthority(ownOrigin: string, ask: typeof fetch): Promise<readonly Certificate[]> {
  // Loaded where it is needed: most devices have keys.
  const [{ parsePem }, { readCertificate }] = await Promise.all([
    import('#core/x509/pem'),
    import('#core/x509/certificate'),
  ]);
  const pem = await readText(ask, new URL('/relay/authority.pem', ownOrigin).href);
  return parsePem(pem).flatMap(({ der }) => {
    const read = readCertificate(der);
    return read.ok ? [read.value] : [];
  });
}

async function readText(ask: typeof fetch, address: string): Promise<string> {
  try {
    const answer = await ask(address, { cache: 'no-store' });
    return answer.ok ? await answer.text() : '';
  } catch {
    return '';
  }
}
