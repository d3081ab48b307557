import { equalBytes } from '#core/bytes/compare';
import { encodeBase64 } from '#core/bytes/base64';
import { encodeUtf8 } from '#core/bytes/text';
import type { RestRequest } from '#core/ports/rest';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import { makeGuid, makeRandomBytes } from '../services/random.ts';
import type { ApiToken } from '../state/application-state.ts';
import { judgeBearer } from './bearer.ts';
import { findRole, mayUse } from './roles.ts';

/** Why a request to the operator's interface is refused. */
export interface OperatorRefusal {
  readonly status: 401 | 403;
  readonly message: string;
}

const NO_TOKEN = 'The Authorization header does not hold the operator token or an API token.';
const NO_OPERATOR_TOKEN = 'The Authorization header does not hold the operator token; API tokens are for /api alone.';

/**
 * Judges who asks the operator's interface: its own token opens everything, an API token what its roles open below
 * `/api`, and a bearer token all of that if the cloud was told so. Refusals are logged with their true cause. Gives
 * undefined when the request may pass.
 */
export async function judgeOperator(context: CloudContext, request: RestRequest): Promise<OperatorRefusal | undefined> {
  const authorization = request.headers['authorization'] ?? '';
  if (equalBytes(encodeUtf8(authorization), encodeUtf8(context.operatorToken))) return undefined;
  const { isCentral, area } = readArea(request.url);
  const bearer = isCentral ? judgeBearer(context, 'central', request) : undefined;
  if (bearer === 'accepted') return undefined;
  if (bearer === 'refused') {
    const message = 'This cloud takes no bearer tokens: use an API token, or start it with --accept-any-bearer.';
    return { status: 401, message };
  }
  const token = isCentral ? await findToken(context, authorization) : undefined;
  if (token === undefined) {
    log(context, request, makeAttempt('operator-token', {}));
    return { status: 401, message: isCentral ? NO_TOKEN : NO_OPERATOR_TOKEN };
  }
  if (token.expiry <= context.now()) {
    log(context, request, makeAttempt('api-token-expired', { id: token.id }));
    return { status: 401, message: `The API token ${token.id} has expired.` };
  }
  const roles = token.roles.flatMap(({ role }) => findRole(role) ?? []);
  if (roles.some((role) => mayUse(role, request.method, area))) return undefined;
  const names = roles.map(({ displayName }) => displayName).join(', ');
  log(context, request, makeAttempt('api-token-role', { id: token.id, roles: names, area }));
  return { status: 403, message: `The API token ${token.id} has the role ${names}, which does not allow this.` };
}

/** What a token of IoT Central says of itself. */
interface TokenHead {
  /** ID of the application. */
  readonly application: string;
  readonly name: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiry: number;
}

/** Makes a token in the form of IoT Central's API tokens; it is looked up, never computed again. */
export function makeApiToken(crypto: Crypto, { application, name, expiry }: TokenHead): string {
  const signature = encodeURIComponent(encodeBase64(makeRandomBytes(crypto, 32)));
  return `SharedAccessSignature sr=${application}&sig=${signature}&skn=${name}&se=${expiry}`;
}

/** How long a token is good when nobody says. */
export const TOKEN_LIFE_MS = 31_536_000_000;

/** Makes the token of whoever operates a new cloud, and with it the ID of its application. */
export function makeOperatorToken(crypto: Crypto, nowMs: number): string {
  return makeApiToken(crypto, { application: makeGuid(crypto), name: 'operator', expiry: nowMs + TOKEN_LIFE_MS });
}

/** Gives what is kept of a token: it cannot be had back from that. */
export async function digestToken({ crypto }: CloudContext, token: string): Promise<string> {
  return encodeBase64(new Uint8Array(await crypto.subtle.digest('SHA-256', encodeUtf8(token) as BufferSource)));
}

async function findToken(context: CloudContext, authorization: string): Promise<ApiToken | undefined> {
  const id = /[ &]skn=([\w-]+)/.exec(authorization)?.[1] ?? '';
  const token = context.application.apiTokens.find(id);
  if (token === undefined) return undefined;
  const digest = await digestToken(context, authorization);
  // Looked up again: it may have been revoked meanwhile.
  const isHeld = digest === token.digest && context.application.apiTokens.find(id) === token;
  return isHeld ? token : undefined;
}

/** Gives the part of the path behind `/api`, in lower case; an empty one where there is none that can be read. */
function readArea(url: string): { readonly isCentral: boolean; readonly area: string } {
  const [path = ''] = url.split('?');
  const [first = '', area = ''] = path.split('/').filter((part) => part !== '');
  return { isCentral: decode(first) === 'api', area: decode(area) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part).toLowerCase();
  } catch {
    return '';
  }
}

function log(context: CloudContext, { remote = '' }: RestRequest, finding: AttemptFinding): void {
  logAttempt(context, { service: 'central', identity: '', facts: { road: 'http', remote } }, 'refused', finding);
}
