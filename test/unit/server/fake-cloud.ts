import type { Cloud } from '#cloud/cloud';
import type { CloudEvent } from '#cloud/cloud-events';
import type { Link } from '#cloud/link';
import type { RestRequest, RestResponse } from '#core/ports/rest';

export const OPERATOR = 'Bearer operator';

const TEXT_RULE = { takes: 'text', limitBytes: undefined } as const;
const FILE_RULE = { takes: 'bytes', limitBytes: 3_000_000 } as const;

/** A cloud that records what its host brings to it. */
export interface FakeCloud extends Cloud {
  readonly links: Link[];
  readonly requests: RestRequest[];
  /** Resolves with the next link that arrives. */
  nextLink(): Promise<Link>;
  tell(event: CloudEvent): void;
  readonly followers: number;
}

/** Gives a cloud whose operator's interface answers what `answer` says, and 401 without the token. */
export function createFakeCloud(
  answer: (request: RestRequest) => RestResponse = () => ({ status: 200, headers: {}, body: '{}' }),
): FakeCloud {
  const links: Link[] = [];
  const requests: RestRequest[] = [];
  const waiting: ((link: Link) => void)[] = [];
  const listeners = new Set<(event: CloudEvent) => void>();
  return {
    links,
    requests,
    nextLink: () => new Promise((resolve) => waiting.push(resolve)),
    tell: (event) => listeners.forEach((listener) => listener(event)),
    get followers() {
      return listeners.size;
    },
    accept(link) {
      links.push(link);
      waiting.shift()?.(link);
    },
    turnAway: () => {
      throw new Error('servers judge no proofs');
    },
    async rest(request) {
      requests.push(request);
      if (request.headers['authorization'] !== OPERATOR) return { status: 401, headers: {}, body: '{"error":{}}' };
      return answer(request);
    },
    bodyRule: ({ url }) => (url.startsWith('/device-files/') ? FILE_RULE : TEXT_RULE),
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    printExportLine: () => undefined,
    describe: () => ({
      host: 'localhost',
      hubs: ['localhost', 'hub-2.localhost'],
      idScope: '0ne0FAKE000',
      operatorToken: OPERATOR,
      serviceConnectionString: 'HostName=localhost;SharedAccessKeyName=iothubowner;SharedAccessKey=c2VydmljZQ==',
      provisioningConnectionString:
        'HostName=localhost;SharedAccessKeyName=provisioningserviceowner;SharedAccessKey=ZHBz',
      enrollmentGroups: [
        { id: 'SAS-IoT-Devices', type: 'symmetricKey', primaryKey: 'cHJpbWFyeQ==', secondaryKey: 'c2Vj' },
      ],
    }),
    addModels: () => ({ ok: true, value: [] }),
    snapshot: () => {
      throw new Error('the fake cloud keeps nothing');
    },
    dispose: () => undefined,
  };
}
