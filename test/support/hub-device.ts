import type { RestRequest, RestResponse } from '../../src/core/ports/rest.ts';
import type { CloudHarness } from './cloud-harness.ts';
import { makeToken } from './test-client.ts';

/** Parts of a device's request to its hub over HTTPS that tests vary. */
export interface HubDeviceParts {
  /** The device's key, base64. */
  readonly key: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly headerNames?: Readonly<Record<string, string>>;
  /** A text or bytes are sent as they are. */
  readonly body?: unknown;
  readonly sr?: string;
  readonly se?: number;
  readonly skn?: string;
  /** In the place of a token; null sends none. */
  readonly authorization?: string | null;
}

/** Asks the hub as one of its devices does. `tail`: what stands behind the ID in the path. */
export function askAsDevice(
  { cloud, clock }: CloudHarness,
  method: RestRequest['method'],
  id: string,
  tail: string,
  parts: HubDeviceParts,
): Promise<RestResponse> {
  const { key, sr = `localhost%2Fdevices%2F${id}`, se = Math.floor(clock.now() / 1000) + 3600, skn } = parts;
  const {
    authorization = makeToken({ sr, key, se, ...(skn === undefined ? {} : { skn }) }),
    body,
    headerNames,
  } = parts;
  return cloud.rest({
    method,
    url: `/devices/${encodeURIComponent(id)}${tail}`,
    headers: { host: 'localhost:8443', ...(authorization === null ? {} : { authorization }), ...parts.headers },
    remote: '192.0.2.7:5555',
    ...(headerNames === undefined ? {} : { headerNames }),
    ...(body instanceof Uint8Array
      ? { bytes: body }
      : body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}
