import type { JsonMistake } from '../../bytes/json-mistake.ts';
import { EXPORT_FORMATS } from '../../export/flashed-device.ts';
import { PROFILES } from '../../issuing/certificate-plan.ts';
import { KEY_KINDS } from '../../issuing/key-kind.ts';
import { type LanBannerFacts, printLanBanner } from './lan.ts';
import { uiElementsWords } from './ui-elements.ts';

/** What `--pattern` takes; a pattern that was probably meant is the best example. */
export const PATTERN_EXPECTATION = (example: string) =>
  `numbers in braces with quotes around the whole, such as '${example}'`;

/** What an option takes, in the words that follow "Expected:". */
export const OPTION_EXPECTATIONS = {
  value: 'a value after it',
  port: 'a number from 0 to 65535, where 0 means any free port',
  host: 'a bare host name such as localhost, without https:// and without a port',
  otherHub: 'another name than that of the first hub',
  bind: 'an address of this machine, such as 127.0.0.1',
  lanAddress: 'an IP address of this machine in its local network, such as 192.168.1.20',
  lanBeside: '--lan beside it',
  startAlone: 'npm start in front of it: “npm run cloud” serves no app',
  path: 'a path',
  noValue: 'no value',
  noState: 'no --state beside it',
  openPort: 'the number of a port, from 1 to 65535',
  seconds: 'a whole number of seconds, 1 or more',
  moment: 'Unix seconds, or a moment with its time zone such as 2027-01-31T12:00Z',
  webhook: 'an address that begins with http:// or https://',
  output: 'json or tsv (a file is named with --output-file)',
  resource: 'a resource such as my-hub.azure-devices.net/devices/sensor-01, without https:// and not percent-encoded',
  delimiter: 'one sign, or the word tab',
  format: `one of ${EXPORT_FORMATS.join(', ')}`,
  profile: `one of ${PROFILES.join(', ')}`,
  keyKind: `one of ${KEY_KINDS.join(', ')}`,
  forms: 'pem, der, pfx, zip, enrollment, env, edge-config or downstream, several with a comma between',
  signedRole: 'device, module, edge-ca or intermediate',
  days: 'a whole number of days, 1 or more',
  pathLength: 'a whole number from 0 to 99',
  relayTarget: 'a host and a port such as broker.example.com:8883',
  connections: 'a whole number of connections, 1 or more',
  certificateWithKey: 'a PEM file with a certificate whose key --tls-key names',
  origin: 'the origin of a page such as https://app.example.com, without a path',
  allowedHost: 'a host such as dps.example.com, *.example.com or broker.local:9001',
} as const;

/** What the variable that names the CA takes, and why the file named could not be read. */
export const CA_FILE_EXPECTATION = (reason: string) => `the path of the PEM file of the CA (${reason})`;

/** Why a file could not be read or written, by the code of the operating system. */
export const FILE_REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read or write it',
  EPERM: 'this user may not read or write it',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is a file, not a directory',
  EEXIST: 'a file stands in its place',
  ENOENT: 'its directory does not exist, or cannot be made',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};

/** Why a file was read and could not be used. */
export const FILE_CONTENT_REASONS = {
  notThere: 'it does not exist',
  notJson: 'it is not JSON',
  notJsonAt: ({ line, column, kind }: JsonMistake) =>
    `it is not JSON; line ${line}, column ${column}: ${uiElementsWords.jsonMistakes[kind]}`,
  nested: 'it is nested too deeply',
  foreign: 'it holds certificates that this program did not make; name another directory',
  notOurs: 'it was not written by this program, or by a newer version of it',
  journal: (line: number) => `line ${line} of its journal is damaged, and there are whole ones behind it`,
} as const;

/** Why a state file is not ours to write. */
export const STATE_TAKEN = (owner: number) => `another Device Workbench (process ${owner}) keeps its cloud in it`;

/** Why a client and the server did not agree on TLS, by the code of OpenSSL. */
export const HANDSHAKE_REASONS: Readonly<Record<string, string>> = {
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA:
    'it does not trust our certificate. Give it our CA, ca.pem in the certificate directory.',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
    'it does not trust our certificate. Give it our CA, ca.pem in the certificate directory.',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE:
    'it does not accept our certificate. Give it our CA, ca.pem in the certificate directory.',
  ERR_SSL_HTTP_REQUEST: 'it spoke plain HTTP to a TLS port. Its address should begin with https://.',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it did not speak TLS at all. This port takes TLS only.',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'it speaks an older TLS than 1.2.',
  ERR_SSL_NO_SHARED_CIPHER: 'it offers no cipher that we have.',
};

/** Sentences that the server says on standard error while it runs. */
export const SERVER_NOTES = {
  handshake: (port: number, reason: string) => `A client at port ${port} broke off before TLS stood: ${reason}`,
  notKept: (file: string, reason: string) =>
    `The local cloud is not kept this time, and its ID scope and keys end with it. “${file}” cannot be used: ${reason}.`,
  notWritten: (file: string, reason: string) =>
    `“${file}” cannot be written: ${reason}. Until it can, changes are answered with an error; telemetry goes on.`,
  writtenAgain: (file: string) => `“${file}” can be written again, and holds all changes.`,
  scenarioPassedOver: (scenario: string, file: string) =>
    `“${scenario}” is for a new cloud, and the one in “${file}” is not new: it goes on as it is.`,
  anyBearer: 'Any bearer token opens this cloud (--accept-any-bearer): whoever reaches its address may do everything.',
  parentGone: 'The program that started the local cloud has ended, so it ends too.',
  appMissing: 'The app is not built yet, so only the local cloud is served here. "npm run build" builds it.',
} as const;

/** What the server says of the telemetry that it hands on. */
export const TELEMETRY_NOTES = {
  notWritten: (file: string, reason: string) =>
    `Telemetry cannot be written to “${file}”: ${reason}. It waits, as long as there is room; devices notice nothing.`,
  writtenAgain: (file: string, lost: number) =>
    `Telemetry is written to “${file}” again${lost === 0 ? '' : `; ${lost} messages were let go meanwhile`}.`,
  webhookSilent: (host: string) =>
    `The webhook at ${host} could not be reached, or did not answer in time. The newest 1,000 messages wait for it.`,
  webhookAnswer: (host: string, status: number) =>
    `The webhook at ${host} answered with ${status}. The newest 1,000 messages wait for it.`,
  webhookBack: (host: string) => `The webhook at ${host} takes telemetry again.`,
} as const;

/** What `/` answers where no app is served. */
export const PLAIN_PAGE = (host: string) =>
  `This is the local cloud of Device Workbench, known to devices as ${host}.\n` +
  `Devices connect here by MQTT over WebSockets, path /$iothub/websocket, sub-protocol mqtt.\n`;

/** Short plain answers of the web server. */
export const HTTP_ANSWERS = {
  notFound: 'There is nothing at this address.\n',
  badRequest: 'This request has no form that we know.\n',
  method: 'This address is read with GET.\n',
  foreignHost: 'This address answers only to its own name. Use localhost.\n',
  tooLarge: 'The body of a request ends at 1 MiB here.\n',
  mistake: 'The server made a mistake here; its terminal says more.\n',
  noAuthority: 'The certificates of the local cloud could not be made; its terminal says why.\n',
  relay: 'The relay does not take this connection.\n',
  webSocket: 'MQTT is spoken here at /$iothub/websocket with the sub-protocol mqtt.\n',
} as const;

/** What the preload says to a program that tries a port which was not redirected. */
export const REDIRECT_REFUSAL = (host: string, port: number, variable: string | undefined) =>
  variable === undefined
    ? `Device Workbench does not serve port ${port} of ${host}: only MQTT (8883), and HTTPS and WebSockets (443).`
    : `Device Workbench was not told where port ${port} of ${host} is served: set ${variable}.`;

/** What the banner is made of. */
export interface BannerFacts {
  readonly appAddress: string | undefined;
  readonly cloudAddress: string;
  readonly host: string;
  /** The names of both hubs; the first is the host. */
  readonly hubs: readonly string[];
  readonly idScope: string;
  readonly groupId: string;
  readonly groupKey: string;
  /** Where the cloud is kept; undefined when it ends with the program. */
  readonly stateFile: string | undefined;
  readonly caFile: string | undefined;
  readonly httpsPort: number | undefined;
  readonly mqttsPort: number | undefined;
  readonly preloadFile: string;
  readonly lan: LanBannerFacts | undefined;
}

/** Prints what a person needs to know once the server is ready. */
export function printBanner(facts: BannerFacts): string {
  const address =
    facts.appAddress === undefined ? `Local cloud   ${facts.cloudAddress}` : `Open          ${facts.appAddress}`;
  const lines = [
    '',
    'Device Workbench is ready.',
    '',
    address,
    `ID scope      ${facts.idScope}`,
    `Group key     ${facts.groupKey}  (enrollment group ${facts.groupId})`,
    `Kept in       ${facts.stateFile ?? 'no file: ID scope and keys are new at the next start'}`,
    ...printSdkLines(facts),
    '',
    ...(facts.lan === undefined ? [] : [printLanBanner(facts.lan)]),
    'Press Ctrl-C to end it.',
    '',
  ];
  return lines.join('\n');
}

function printSdkLines(facts: BannerFacts): string[] {
  if (facts.caFile === undefined) return [];
  const ports = [
    ...(facts.mqttsPort === undefined ? [] : [`DEVICE_WORKBENCH_MQTTS_PORT=${facts.mqttsPort}`]),
    ...(facts.httpsPort === undefined ? [] : [`DEVICE_WORKBENCH_HTTPS_PORT=${facts.httpsPort}`]),
  ];
  return [
    '',
    ...(facts.mqttsPort === undefined ? [] : [`MQTT          mqtts://${facts.host}:${facts.mqttsPort}`]),
    ...(facts.httpsPort === undefined
      ? []
      : [`WebSockets    wss://${facts.host}:${facts.httpsPort}/$iothub/websocket`]),
    `CA            ${facts.caFile}`,
    '',
    'To run an unmodified Azure SDK for Node against this cloud:',
    `  export ${ports.join(' ')}`,
    `  export DEVICE_WORKBENCH_CA=${facts.caFile} DEVICE_WORKBENCH_HOST=${facts.hubs.join(',')}`,
    `  node --import ${facts.preloadFile} your-device.js`,
    ...(isOnAzurePorts(facts)
      ? [
          'On these ports it also works without the preload, given this name and our CA:',
          `  NODE_EXTRA_CA_CERTS=${facts.caFile} node your-device.js`,
        ]
      : []),
  ];
}

function isOnAzurePorts(facts: BannerFacts): boolean {
  return facts.mqttsPort === 8883 || facts.httpsPort === 443;
}

/** What `--help` prints. */
export const HELP = `Device Workbench

  npm start -- [options]         serves the app with a local cloud
  npm run cloud -- [options]     serves a local cloud alone, for scripts and tests

  --json               print one line of JSON when ready, and nothing else on standard output
  --host NAME          the name that devices are told, and that the certificate carries (localhost)
  --second-hub NAME    the name of the hub that devices can be moved to (hub-2. and the name above)
  --bind ADDRESS       the address to listen at (127.0.0.1 and ::1)
  --port N             HTTP and WebSockets (8080); 0 means any free port
  --https-port N       HTTPS and secure WebSockets, off unless given
  --mqtts-port N       MQTT over TLS, off unless given
  --tls-dir DIRECTORY  where the CA and the server certificate are kept (the user's cache)
  --state FILE         keep devices, twins and keys in this file. Without it, "start" keeps them in the user's state
                       directory, and "cloud" does not keep them
  --scenario FILE      begin a new cloud with the groups, devices, settings and faults of this JSON file; a cloud that
                       was kept goes on as it is
  --telemetry-file FILE
                       add each telemetry message to this file, as a line of JSON in the form of IoT Central's export
  --telemetry-webhook URL
                       post each telemetry message to this address, in the same form
  --accept-any-bearer  let any bearer token open the cloud's REST interfaces, for back ends that sign in with Entra ID
  --models DIRECTORY   add the DTDL documents (.json) of this directory to the local model repository
  --fresh              keep nothing: the ID scope and the keys are new each time
  --allow-host HOST    let the app connect to this host too; may be given more than once
  --relay-target HOST:PORT
                       let the relay of "start" connect to this host too, also a private one; may be given more than once
  --no-relay           no relay: devices with certificates then need one elsewhere
  --lan                serve the app to the local network too, over HTTPS, for phones. Whoever scans the code that is
                       printed, or has its address, may use the local cloud; everybody else gets the app alone
  --lan-address IP     do that at this address of this machine, instead of at all private ones; may be given more than
                       once
  --lan-port N         do that at this port (8443); 0 means any free port
  --lan-code           print the code and its address also where they go to a file, such as a log
  --help               print this
`;
