import { decodeUtf8Lossy, encodeUtf8 } from '#core/bytes/text';
import type { Json } from '#core/bytes/json';
import { makeFinding } from '#core/errors/workbench-error';
import type { DeviceRoute } from '#core/identity/device-record';
import type { DialTarget } from '#core/ports/byte-socket';
import { parseServiceError, parseRegistrationReply, printRegistrationRequest } from '#core/wire/registration';
import { CSR_API_VERSION, printDpsUserName } from '#core/wire/user-name';
import { CLIENT_NAME } from './client-name.ts';
import { createDpsExchange, type DpsAnswer, type DpsExchange } from './dps-exchange.ts';
import { identifyDpsError, identifyUnassigned } from './identify-refusal.ts';
import { openConnection } from './open-connection.ts';
import type { Login } from './proof.ts';
import { Refusal } from './refusal.ts';
import type { RunTools } from './run-tools.ts';

/** The hub that a device belongs to now. It is never kept: the service may choose another at any start. */
export interface Assignment {
  readonly hub: string;
  readonly deviceId: string;
  readonly moduleId?: string;
  /** Dialled in the place of the hub, where a connection string names a gateway. */
  readonly gatewayHostName?: string;
}

/** What DPS answers: a hub, and the certificate that it was asked for. */
export interface Provisioned {
  readonly assignment: Assignment;
  /** Base64 of each DER, leaf first; undefined where it issued none. */
  readonly issuedChain: readonly string[] | undefined;
}

/** What DPS is asked with. */
export interface ProvisionRequest {
  readonly route: DeviceRoute & { readonly kind: 'dps' };
  readonly login: Login;
  readonly payload: Json | undefined;
  /** Asks for a certificate, base64 of PKCS #10 in DER. */
  readonly csrBase64: string | undefined;
}

/** Used when the service does not say how long to wait; the SDKs do the same. */
const DEFAULT_POLL_SECONDS = 2;
/** An assignment that takes longer is given up, and begun anew. */
const ASSIGN_LIMIT_MS = 5 * 60_000;

/**
 * Registers with DPS and waits for a hub. Polls as soon as `retry-after` is over and never before. Throws a `Refusal`
 * (`dps/…`, `socket/…`) or `Interrupted`.
 */
export async function provision(tools: RunTools, request: ProvisionRequest): Promise<Provisioned> {
  const { route, login, csrBase64 } = request;
  const target: DialTarget = { host: route.dpsHost, service: 'dps' };
  tools.journal.forget('dps');
  tools.handshakes.forget('dps');
  setStep(tools, route.dpsHost, 'dialling');
  const { registrationId } = route;
  const connection = await openConnection(tools, {
    target,
    clientId: registrationId,
    userName: printDpsUserName({
      idScope: route.idScope,
      registrationId,
      clientVersion: CLIENT_NAME,
      ...(csrBase64 === undefined ? {} : { apiVersion: CSR_API_VERSION }),
    }),
    login,
    cleanSession: true,
  });
  const forget = tools.interruption.onSet(() => void connection.end());
  try {
    return await register(tools, target, request, createDpsExchange(tools, target, connection));
  } finally {
    forget();
    await connection.end();
  }
}

function setStep(tools: RunTools, dpsHost: string, step: 'dialling' | 'registering' | 'assigning'): void {
  tools.journal.patch({ state: { kind: 'provisioning', step, dpsHost } });
}

async function register(
  tools: RunTools,
  target: DialTarget,
  { route, payload, csrBase64 }: ProvisionRequest,
  exchange: DpsExchange,
): Promise<Provisioned> {
  setStep(tools, route.dpsHost, 'registering');
  tools.journal.begin('dps-register', route.registrationId);
  const body = {
    registrationId: route.registrationId,
    ...(csrBase64 === undefined ? {} : { csr: csrBase64 }),
    ...(payload === undefined ? {} : { payload }),
  };
  let answer = await exchange.register(encodeUtf8(printRegistrationRequest(body)));
  const startedAt = tools.clock.now();
  let operationId = '';
  while (tools.clock.now() - startedAt < ASSIGN_LIMIT_MS) {
    const asked = { isPoll: operationId !== '', wantedCertificate: csrBase64 !== undefined };
    const progress = await judgeAnswer(tools, target, answer, asked);
    if (progress.kind === 'assigned') {
      tools.journal.end('done', progress.assignment.hub);
      tools.journal.mark({ identity: 'passed', credential: 'passed' });
      return progress;
    }
    if (operationId === '') {
      setStep(tools, route.dpsHost, 'assigning');
      tools.journal.begin('dps-assigned', progress.operationId);
    }
    operationId = progress.operationId || operationId;
    const pauseSeconds = answer.retryAfterSeconds ?? DEFAULT_POLL_SECONDS;
    await tools.interruption.sleepUntil(tools.clock, answer.receivedAt + pauseSeconds * 1000);
    answer = await exchange.poll(operationId);
  }
  throw new Refusal(makeFinding('dps/silent', { seconds: ASSIGN_LIMIT_MS / 1000 }), 'later');
}

type Progress =
  | ({ readonly kind: 'assigned' } & Provisioned)
  /** `operationId` is empty when the service only asked to wait. */
  | { readonly kind: 'going-on'; readonly operationId: string };

/** What an answer is to. */
interface Asked {
  readonly isPoll: boolean;
  readonly wantedCertificate: boolean;
}

async function judgeAnswer(
  tools: RunTools,
  target: DialTarget,
  answer: DpsAnswer,
  { isPoll, wantedCertificate }: Asked,
): Promise<Progress> {
  const text = decodeUtf8Lossy(answer.body);
  if (answer.status >= 300) {
    // A poll that is throttled is sent again; the operation goes on meanwhile.
    if (isPoll && (answer.status === 429 || answer.status >= 500)) return { kind: 'going-on', operationId: '' };
    throw await identifyDpsError(tools, target, { ...answer, said: parseServiceError(text) ?? {}, wantedCertificate });
  }
  const reply = parseRegistrationReply(text);
  if (reply === undefined) throw new Refusal(makeFinding('dps/answer-form', { topic: answer.topic }), 'final');
  switch (reply.status) {
    case 'assigned': {
      const { assignedHub, deviceId, issuedCertificateChain } = reply.registrationState;
      return { kind: 'assigned', assignment: { hub: assignedHub, deviceId }, issuedChain: issuedCertificateChain };
    }
    case 'assigning':
    case 'unassigned':
      return { kind: 'going-on', operationId: reply.operationId };
    default:
      throw identifyUnassigned(tools, target, reply);
  }
}
