import { describe, expect, test } from 'vitest';
import type { ChainFault, ErrorCode, FactsByCode, RankedCause } from '#core/errors/facts';
import { makeFinding } from '#core/errors/workbench-error';
import { describeOnTerminal } from '#core/words/describe-on-terminal';
import { describeCount, describeDuration, describeLongDuration } from '#core/words/duration';
import { causeWords } from '#core/words/en/causes';
import { describeAzureCheck } from '#core/words/en/inspect-checks';
import { describeInspected } from '#core/words/en/inspect-command';
import { PACKAGE_FILE_REASONS } from '#core/words/en/package';
import { describeAlert } from '#core/words/en/tls-alerts';
import { LISTED_REMEDIES, PATTERN_REMEDIES } from '#core/words/en/ui-id-list-remedies';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import {
  GROUP_KEY_REMEDIES,
  KEYED_LIST_REMEDIES,
  ONE_ID_REMEDIES,
  SECONDARY_KEY_REMEDIES,
} from '#core/words/en/ui-key-remedies';
import { uiKeysWords } from '#core/words/en/ui-keys';
import { chainFaultWords } from '#core/words/en/x509';
import { describeUtcMoment } from '#core/words/moment';
import { DESCRIBED_CODES, describeCause, describeFinding } from '#core/words/words';

const KEY = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==';
const said = { errorCode: 401002, trackingId: 'f40da7ba-8c91', message: 'Unauthorized', timestampUtc: '2026-01-05' };
const causes: readonly RankedCause[] = [{ cause: 'wrong-key', weight: 'possible' }];

const serverPath = (depth: number) => ({
  host: 'h.azure-devices.net',
  subject: 'CN=h.azure-devices.net',
  depth,
  notBefore: 1_767_225_600_000,
  notAfter: 1_798_761_599_000,
});
const pathSample = [serverPath(0), serverPath(1)] as const;
const pathSamples = Object.fromEntries(Object.keys(chainFaultWords).map((fault) => [`tls/${fault}`, pathSample])) as {
  readonly [Fault in ChainFault as `tls/${Fault}`]: typeof pathSample;
};

/** Facts of every form that a code may have; the first is the plainest. */
const SAMPLES: { readonly [Code in ErrorCode]: readonly [FactsByCode[Code], ...FactsByCode[Code][]] } = {
  'key/empty': [{}],
  'key/not-base64': [
    { fault: 'cut-short', position: 87 },
    ...(['blank', 'quotes', 'more-behind', 'url-form', 'percent-form', 'unseen', 'other'] as const).map((fault) => ({
      fault,
      position: 0,
    })),
  ],
  'key/line-break-removed': [{ count: 1 }, { count: 3 }],
  'key/length': [{ bytes: 48 }, { bytes: 1 }, { bytes: 65 }],
  'key/is-token': [{}],
  'key/is-connection-string': [{}],
  'key/is-placeholder': [{}],
  'key/may-be-group-key': [{}],
  'key/may-be-device-key': [{}],
  'key/derived-twice': [{}],
  'id/empty': [{ target: 'dps' }],
  'id/too-long': [{ target: 'x509', length: 65, limit: 64 }],
  'id/character': [
    { target: 'central', character: 'ä', position: 0 },
    { target: 'dps', character: ' ', position: 1 },
    { target: 'hub', character: '\u0007', position: 2 },
    { target: 'x509', character: '\u{1F321}', position: 3 },
    ...[';', '\t', '\u00a0', '{', '"', '\u2013', '\u0308', 'Ü', 'ß', 'Ŋ', '\u0430', '/'].map((character) => ({
      target: 'dps' as const,
      character,
      position: 0,
    })),
  ],
  'id/ending': [{ target: 'dps', character: '.' }],
  'id/upper-case': [{ lower: 'workbench-01' }],
  'id/mqtt-character': [{ character: '#' }],
  'list/pattern-form': [
    { reason: 'no-braces', mend: 'sensor-{0001..0500}' },
    ...(['empty', 'no-braces', 'open-brace', 'several-braces', 'range', 'backwards'] as const).map((reason) => ({
      reason,
    })),
  ],
  'list/empty': [{}],
  'list/too-long': [{ count: 1_000_001, limit: 1_000_000 }],
  'list/no-id-column': [
    { delimiter: ';', columns: [{ heading: 'Ort', sample: 'Bau 3' }] },
    { delimiter: ';', columns: [{ heading: undefined, sample: 'Bau 3' }] },
    { delimiter: ';', columns: Array.from({ length: 9 }, (_, index) => ({ heading: `Spalte ${index}`, sample: '' })) },
  ],
  'list/column-guessed': [{ column: 3, sample: 'Bau 3' }],
  'list/other-form': [{ form: 'json' }, { form: 'markup' }, { form: 'rtf' }],
  'list/may-be-heading': [{ heading: 'Anlage' }],
  'list/heading-skipped': [{ heading: 'deviceId' }],
  'list/id-missing': [
    { column: 3, cells: 1 },
    { column: 1, cells: 2 },
  ],
  'list/quote': [{}],
  'list/duplicate': [{ firstLine: 17 }],
  'list/case-twin': [{ other: 'Sensor-1', firstLine: 17 }],
  'list/upper-case': [
    { count: 1, firstLine: 1 },
    { count: 1200, firstLine: 3 },
  ],
  'list/name-too-long': [{ length: 149, limit: 148 }],
  'list/holds-key': [{}],
  'list/spreadsheet-value': [{ kind: 'short-number' }, { kind: 'error' }],
  'file/empty': [{}],
  'file/too-large': [{ bytes: 134_217_729, limit: 134_217_728 }],
  'file/not-text': [
    { kind: 'excel' },
    ...(['opendocument', 'iwork', 'office', 'document', 'archive', 'pdf', 'picture', 'database', 'other'] as const).map(
      (kind) => ({
        kind,
      }),
    ),
  ],
  'file/encoding': [{}],
  'file/unreadable': [{}],
  'id-scope/form': [{ found: 'x' }],
  'host/form': [{ found: 'x' }],
  'host/with-scheme': [{ host: 'h.azure-devices.net' }],
  'model-id/form': [{ found: 'x' }],
  'payload/not-json': [{ position: 3 }, { position: undefined }],
  'connection-string/empty': [{}],
  'connection-string/form': [{ part: '2' }, { part: 'x509' }],
  'connection-string/field-missing': [{ field: 'HostName' }],
  'connection-string/field-twice': [{ field: 'HostName' }],
  'connection-string/field-unknown': [{ field: 'Hostname' }],
  'connection-string/two-credentials': [{ first: 'SharedAccessKey', second: 'x509' }],
  'connection-string/service-policy': [{ policy: 'iothubowner' }],
  'connection-string/x509': [{}],
  'sas/form': [{ part: 'prefix' }, { part: 'sr' }, { part: 'sig' }, { part: 'se' }, { part: 'skn' }, { part: 'field' }],
  'sas/expired': [{ secondsAgo: 1 }, { secondsAgo: 7200 }],
  'sas/resource': [{ found: 'a/devices/b', expected: 'c/devices/d' }],
  'sas/policy': [
    { found: '', expected: 'registration' },
    { found: 'device', expected: '' },
  ],
  'sas/signature': [{}],
  'x509/form': [
    { what: 'certificate', part: 'outline', mistake: 'ends-early' },
    { what: 'certificate', part: 'outline', mistake: 'after-end' },
    ...(
      [
        'outline',
        'version',
        'serial-number',
        'algorithm',
        'issuer',
        'validity',
        'subject',
        'public-key',
        'extensions',
      ] as const
    ).map((part) => ({ what: 'request' as const, part, mistake: 'value' as const })),
  ],
  'x509/empty': [{}],
  'x509/too-large': [{ bytes: 4_194_305, limit: 4_194_304 }],
  'x509/none-found': [{}],
  'x509/not-base64': [{ number: 2 }, { number: undefined }],
  'x509/cut-short': [{ number: 2 }],
  'x509/other-kind': (
    ['private-key', 'encrypted-key', 'public-key', 'request', 'pfx', 'pkcs7', 'revocation-list', 'other'] as const
  ).map((kind) => ({ kind })) as [FactsByCode['x509/other-kind'], ...FactsByCode['x509/other-kind'][]],
  'x509/several': [{ count: 3 }],
  'qr/empty': [{}],
  'qr/too-long': [{ length: 7090, limit: 7089 }],
  'qr/cut-short': [
    { form: 'workbench' },
    ...(['central', 'iot-explorer', 'json', 'connection-string', 'locked', 'sample-locked', 'part'] as const).map(
      (form) => ({ form }),
    ),
  ],
  'qr/damaged': [{ form: 'workbench' }, { form: 'connection-string' }],
  'qr/field-missing': [{ form: 'central', field: 'scopeId' }],
  'qr/field-form': [{ form: 'json', field: 'deviceKey' }],
  'qr/newer': [{ found: 2, known: 1 }],
  'qr/unknown': [{ length: 12 }],
  'qr/holds-group-key': [{}],
  'qr/passphrase-missing': [{}],
  'qr/passphrase-wrong': [{}],
  'qr/ended': [{ endsAt: 1_798_761_599_000 }],
  'qr/too-large': [{ bytes: 3000, limit: 2953 }],
  'qr/keys-gone': [{}],
  'qr/link-address': [{ found: 'http://tools.example/' }],
  'qr/none-found': [{}],
  'qr/not-a-picture': [{}],
  'qr/picture-too-large': [{ bytes: 70_000_000, limit: 67_108_864 }],
  'qr/too-many-pixels': [{ width: 30_000, height: 20_000, limit: 120_000_000 }],
  'certificate/name-empty': [{}],
  'certificate/name-too-long': [{ length: 65, limit: 64 }],
  'certificate/name-character': [
    { character: '\u0007', position: 3 },
    { character: '\u{1F321}', position: 0 },
  ],
  'certificate/module-name': [{ found: 'gateway-1' }, { found: '' }],
  'certificate/name-of-issuer': [{ name: 'Fleet CA' }],
  'certificate/dates-backwards': [{}],
  'certificate/dates-out-of-range': [{}],
  'certificate/already-ended': [{ notAfter: 1_767_225_600_000 }],
  'certificate/issuer-missing': [{}],
  'certificate/issuer-not-authority': [{ issuer: 'Fleet CA' }],
  'certificate/issuer-key-usage': [{ issuer: 'Fleet CA' }],
  'certificate/issuer-purpose': [{ issuer: 'Fleet CA' }],
  'certificate/issuer-names': [{ issuer: 'Fleet CA' }],
  'certificate/issuer-key': [{ issuer: 'Fleet CA' }],
  'certificate/issuer-expired': [{ issuer: 'Fleet CA', notAfter: 1_767_225_600_000 }],
  'certificate/issuer-path-length': [{ issuer: 'Fleet CA' }],
  'certificate/outlives-issuer': [{ issuer: 'Fleet CA', notAfter: 1_767_225_600_000 }],
  'certificate/begins-before-issuer': [{ issuer: 'Fleet CA', notBefore: 1_767_225_600_000 }],
  'certificate/path-length-beyond-issuer': [
    { issuer: 'Fleet CA', limit: 0 },
    { issuer: 'Fleet CA', limit: 1 },
    { issuer: 'Fleet CA', limit: 2 },
  ],
  'certificate/key-kind-unsure': [{ keyKind: 'P-384' }],
  'certificate/file-name-taken': [{ file: 'sensor01_cert.pem', other: 'Sensor.01' }],
  'certificate/request-signature': [{ isWeak: false }, { isWeak: true }],
  'certificate/request-key': [{}],
  'certificate/request-name': [{}],
  'certificate/request-name-parts': [{ kept: 'device-1' }],
  'certificate/request-authority': [{}],
  'certificate/request-alternative-names': [{ count: 1 }, { count: 3 }],
  'certificate/request-purpose': [{}],
  'certificate/unknown': [{}],
  'certificate/issued-before': [{ name: 'pump-17', issuer: 'Fleet CA', issuedAt: 1_767_225_600_000 }],
  'certificate/many-issued-before': [
    { count: 1, issuer: 'Fleet CA', name: 'pump-17' },
    { count: 20, issuer: 'Fleet CA', name: 'pump-17' },
  ],
  'certificate/key-elsewhere': [{ name: 'Fleet CA' }],
  'certificate/key-not-exportable': [{ name: 'pump-17' }],
  'certificate/key-alone': [{}],
  'certificate/key-unused-kind': [{ name: 'Fleet CA' }],
  'certificate/several-keys': [{ count: 2 }],
  'certificate/other-key': [{ name: 'pump-17' }],
  'certificate/no-request': [{}],
  'certificate/several-requests': [{ count: 2 }],
  'certificate/password-missing': [{}],
  'certificate/code-empty': [{}],
  'certificate/code-too-long': [{ length: 65, limit: 64 }],
  'batch/empty': [{}],
  'batch/too-many': [{ count: 200_000, limit: 100_000 }],
  'batch/running-elsewhere': [{}],
  'batch/nothing-made': [{}],
  'pkcs/no-key': [{}],
  'pkcs/several-keys': [{ count: 2 }],
  'pkcs/cut-short': [{ number: 1 }],
  'pkcs/not-base64': [{ number: 2 }],
  'pkcs/openssh-form': [{}],
  'pkcs/too-large': [{ bytes: 5_000_000, limit: 4_194_304 }],
  'pkcs/form': [
    { what: 'key', mistake: 'ends-early' },
    { what: 'pfx', mistake: 'tag' },
  ],
  'pkcs/unsupported': [
    { what: 'key', part: 'kind', algorithm: 'Ed25519' },
    { what: 'key', part: 'protection', algorithm: 'scrypt' },
    { what: 'pfx', part: 'protection', algorithm: '1.2.840.113549.1.7.3' },
  ],
  'pkcs/too-slow': [
    { what: 'pfx', iterations: 2_147_483_647, limit: 20_000_000 },
    { what: 'key', iterations: 100_000_000, limit: 20_000_000 },
  ],
  'pkcs/password-missing': [{ what: 'key' }, { what: 'pfx' }],
  'pkcs/password-wrong': [{ what: 'key' }, { what: 'pfx' }],
  'pkcs/two-passwords': [{}],
  'pkcs/key-mismatch': [{}],
  'pkcs/no-mac': [{}],
  'pkcs/weak-encryption': [
    { what: 'pfx', algorithm: '3DES with SHA-1' },
    { what: 'pfx', algorithm: 'RC2-40' },
  ],
  'pkcs/passed-over': [{ count: 1 }, { count: 3 }],
  'inspect/too-long': [{ seconds: 10 }],
  'inspect/empty': [{}],
  'inspect/unknown': [{}],
  'inspect/too-large': [{ bytes: 5_000_000, limit: 4_194_304 }],
  'inspect/too-many': [
    { what: 'items', limit: 500 },
    { what: 'checks', limit: 50 },
  ],
  'inspect/cut-short': [{ label: 'CERTIFICATE' }],
  'inspect/not-base64': [{ label: 'PRIVATE KEY' }],
  'inspect/form': [{ mistake: 'value' }, { mistake: 'ends-early' }],
  'inspect/other-label': [{ label: 'CERTIFICATE' }],
  'inspect/edge-line': [
    { fault: 'yaml', line: 2, key: 'provisioning', mend: '2–11' },
    { fault: 'yaml', line: 2, key: 'provisioning', mend: '' },
    { fault: 'twice', line: 9, key: 'symmetric_key', mend: '' },
    { fault: 'table-twice', line: 9, key: 'provisioning', mend: '' },
    { fault: 'quotes', line: 9, key: 'source', mend: 'source = "dps"' },
    { fault: 'table-name', line: 9, key: 'provisioning_attestation', mend: '[provisioning.attestation]' },
    { fault: 'key-name', line: 9, key: 'scope_id', mend: 'id_scope = "0ne00123ABC"' },
    { fault: 'place', line: 9, key: 'hostname', mend: '' },
    { fault: 'place', line: 9, key: 'registration_id', mend: '[provisioning.attestation]' },
    { fault: 'two-slashes', line: 9, key: 'identity_cert', mend: 'identity_cert = "file:///etc/a.pem"' },
    { fault: 'path', line: 9, key: 'identity_cert', mend: 'identity_cert = "file:///etc/a.pem"' },
    { fault: 'endpoint', line: 9, key: 'global_endpoint', mend: 'global_endpoint = "https://example.org"' },
    { fault: 'placeholder', line: 9, key: 'id_scope', mend: '' },
    { fault: 'inline-key', line: 9, key: 'symmetric_key', mend: 'symmetric_key = { value = "…" }' },
    { fault: 'value', line: 9, key: 'method', mend: 'x509, tpm' },
    { fault: 'unreadable', line: 9, key: '', mend: '' },
  ],
  'inspect/edge-missing': [{ key: 'id_scope', table: 'provisioning' }],
  'dps/unauthorized': [
    { said, causes, mayBeGroupKey: false },
    { said: {}, causes: [], mayBeGroupKey: true, clockAheadSeconds: -7200 },
  ],
  'dps/certificate-refused': [
    { said, causes },
    { said, causes: [], localIdScope: '0ne00ABCDEF' },
  ],
  'dps/not-found': [
    { said, causes },
    { said, causes: [] },
  ],
  'dps/failed': [
    { said, causes },
    ...[400207, 400208, 400209].map((errorCode) => ({ said: { errorCode }, causes: [] })),
  ],
  'dps/disabled': [{ said }],
  'dps/bad-request': [{ said }, { said, wantedCertificate: true }],
  'dps/throttled': [{ said, retryAfterSeconds: 5 }],
  'dps/unavailable': [{ said, status: 503, retryAfterSeconds: 60 }],
  'dps/refused': [
    { returnCode: 5, causes },
    { returnCode: 3, causes: [] },
  ],
  'dps/silent': [{ seconds: 30 }],
  'dps/answer-form': [{ topic: '$dps/registrations/res/200/?$rid=1' }],
  'hub/refused': [
    { host: 'h.net', returnCode: 5, causes },
    { host: 'h.net', returnCode: 5, causes: [], clockAheadSeconds: 1 },
  ],
  'hub/busy': [{ host: 'h.net', returnCode: 3 }],
  'hub/closed': [
    { host: 'h.net', onlineSeconds: 1, causes },
    { host: 'h.net', onlineSeconds: 4000, causes: [] },
  ],
  'hub/subscription': [{ topic: '$iothub/methods/POST/#' }],
  'socket/unreachable': [
    { address: 'wss://h.net', causes },
    { address: 'wss://h.net', causes: [] },
  ],
  'socket/closed': [
    { address: 'wss://h.net', code: 1006, causes },
    { address: 'wss://h.net', code: 1006, causes: [] },
  ],
  'socket/not-mqtt': [
    { address: 'wss://h.net', causes },
    { address: 'wss://h.net', causes: [] },
  ],
  'socket/silent': [{ address: 'wss://h.net', seconds: 20 }],
  ...pathSamples,
  'tls/wrong-host': [
    { host: 'h.azure-devices.net', names: ['*.example.net', 'example.net'] },
    { host: 'h.azure-devices.net', names: [] },
  ],
  'tls/no-certificate': [{ host: 'h.azure-devices.net' }],
  'tls/certificate-form': [{ host: 'h.azure-devices.net' }],
  'tls/server-signature': [{ host: 'h.azure-devices.net' }],
  'tls/finished': [{ host: 'h.azure-devices.net' }],
  'tls/version': [{ found: '0x0302' }, { found: '0x7f1c' }],
  'tls/downgrade': [{}],
  'tls/renegotiation': [{}],
  'tls/unexpected-message': [
    { found: 'certificate', expected: ['encrypted_extensions'] },
    { found: 'finished', expected: ['certificate_request', 'certificate'] },
    { found: 'server_hello', expected: [] },
  ],
  'tls/early-data': [{}],
  'tls/decode': [{ what: 'server_hello' }],
  'tls/illegal-parameter': [{ what: 'cipher_suite' }],
  'tls/record-overflow': [{}],
  'tls/bad-record': [{}],
  'tls/not-tls': [{}],
  'tls/no-shared-parameter': [{ what: 'renegotiation_info' }],
  'tls/alert': Array.from({ length: 256 }, (_, description) => ({
    description,
    name: describeAlert(description).name,
    duringHandshake: description % 2 === 0,
    afterCertificate: description % 3 === 0,
  })) as unknown as [FactsByCode['tls/alert']],
  'tls/key-not-taken': [
    { keyKind: 'P-384', asked: ['ecdsa_secp256r1_sha256', 'rsa_pss_rsae_sha256'] },
    { keyKind: 'RSA-2048', asked: [] },
  ],
  'tls/silent': [{ host: 'h.azure-devices.net', seconds: 20 }],
  'tls/cut-off': [
    { host: 'h.azure-devices.net', duringHandshake: true },
    { host: 'h.azure-devices.net', duringHandshake: false },
  ],
  'tls/internal': [{ host: 'h.azure-devices.net' }],
  'proof/refused': [
    { host: 'this-browser.local', fault: 'form' },
    ...(['unreadable', 'signature', 'late', 'not-signed'] as const).map((fault) => ({
      host: 'this-browser.local',
      fault,
    })),
  ],

  'relay/unreachable': [{ address: 'ws://localhost:8080/relay' }, { address: 'http://localhost:8080' }],
  'relay/none': [{}],
  'relay/token': [{ address: 'ws://localhost:8080/relay' }],
  'relay/origin': [{ address: 'wss://relay.example/relay', origin: 'https://app.example' }],
  'relay/host': [{ address: 'wss://relay.example/relay' }],
  'relay/target': [{ address: 'wss://relay.example/relay', target: 'h.net:8883' }],
  'relay/private-address': [{ address: 'wss://relay.example/relay', target: 'h.azure-devices.net:8883' }],
  'relay/busy': [{ address: 'wss://relay.example/relay' }],
  'relay/target-unreachable': [
    { address: 'wss://relay.example/relay', target: 'h.net:8883', reason: 'ECONNREFUSED' },
    { address: 'wss://relay.example/relay', target: 'h.net:8883', reason: 'EPIPE' },
    { address: 'wss://relay.example/relay', target: 'h.net:8883', reason: '' },
    { address: 'ws://localhost:8080/relay', target: 'localhost:8883', reason: 'terminal/tls-dir' },
  ],
  'relay/idle': [
    { address: 'wss://relay.example/relay', seconds: 300 },
    { address: 'wss://relay.example/relay', seconds: 0 },
  ],
  'relay/no-web-socket': [{ address: 'wss://relay.example/relay' }],
  'relay/ended': [{ address: 'wss://relay.example/relay' }],
  'relay/address-form': [{ found: 'https://relay.example' }],
  'relay/token-form': [{}],
  'root/not-authority': [{ subject: 'CN=h.contoso.example' }],
  'root/known': [{ subject: 'CN=Contoso Root' }],
  'root/ended': [{ subject: 'CN=Contoso Root', notAfter: 1_767_225_600_000 }],
  'root/weak-key': [{ subject: 'CN=Contoso Root', bits: 1024 }],
  'device/running-elsewhere': [{ name: 'workbench-01' }],
  'device/running-here': [{ name: 'workbench-01' }],
  'device/unknown': [{}],
  'device/name-taken': [{ name: 'workbench-01' }],
  'device/not-online': [{}],
  'device/message-too-large': [{ bytes: 262_145, limit: 262_144 }],
  'device/properties-too-large': [{ bytes: 70_000, limit: 65_535 }],
  'device/key-missing': [{}],
  'device/check-needs-dps': [{}],
  'device/group-key-not-kept': [{}],
  'device/certificate-missing': [{}],
  'device/certificate-key-elsewhere': [{ name: 'workbench-01' }],
  'device/certificate-key-changed': [{ name: 'workbench-01' }],
  'device/certificate-ended': [{ name: 'workbench-01', notAfter: 1_794_700_800_000 }],
  'device/certificate-ends-soon': [{ name: 'workbench-01', notAfter: 1_794_700_800_000 }],
  'device/certificate-not-yet-valid': [{ name: 'workbench-01', notBefore: 1_794_700_800_000 }],
  'device/certificate-for-other': [{ name: 'workbench-02', id: 'workbench-01' }],
  'device/certificate-no-secondary': [{}],
  'device/issued-chain-form': [{}],
  'device/issued-other-key': [{}],
  'device/not-issued': [{}],
  'device/road-not-possible': [{}],
  'transfer/other-sequence': [{}],
  'transfer/kind': [{}],
  'transfer/mismatch': [{}],
  'transfer/form': [{ part: 'outline' }, { part: 'device' }, { part: 'certificates' }],
  'transfer/key-not-exportable': [{ name: 'boiler-7' }],
  'transfer/system-certificate': [{ name: 'boiler-7' }],
  'transfer/too-large': [{ bytes: 70_000, limit: 65_536 }],
  'transfer/kept-differs': [{ name: 'boiler-7' }],
  'twin/refused': [
    { status: 400, said },
    { status: 429, said: {} },
  ],
  'twin/silent': [{ seconds: 30 }],
  'vault/unavailable': [{}],
  'vault/blocked': [{}],
  'vault/full': [{}],
  'vault/tampered': [{ kind: 'device' }],
  'vault/newer': [{ found: 2, known: 1 }],
  'cloud/unreachable': [{ where: 'server' }, { where: 'tab' }],
  'cloud/no-server': [{}],
  'cloud/not-found': [{ what: 'workbench-01' }],
  'cloud/refused': [
    { status: 400, message: 'The body is not JSON' },
    { status: 401, message: '' },
    { status: 409, message: 'There is a device pump-9 already.' },
    { status: 500, message: '' },
  ],
  'cloud/device-offline': [{ name: 'workbench-01' }],
  'cloud/command-timeout': [{ name: 'getMaxMinReport', seconds: 30 }],
  'clipboard/denied': [{}],
  'browser/feature-missing': [{ feature: 'the storage called IndexedDB' }],
  'browser/part-missing': [{}],
  'label/measure': [
    { least: 5, most: 300, unit: 'mm' },
    { least: 1, most: 50, unit: 'count' },
  ],
  'label/grid': [
    { direction: 'across', neededMm: 212.5, pageMm: 210 },
    { direction: 'down', neededMm: 300, pageMm: 297 },
  ],
  'label/too-small': [{ sideMm: 9.25, neededMm: 14 }],
  'label/words-cut': [{ deviceId: 'pump-1' }],
  'label/too-many': [{ count: 12_000, limit: 5000 }],
  'label/key-missing': [
    { deviceId: 'pump-1', count: 1 },
    { deviceId: 'pump-1', count: 2 },
  ],
  'label/scope-missing': [{}],
  'camera/denied': [{ denial: 'this-time' }, { denial: 'remembered' }, { denial: 'system' }],
  'camera/none': [{}],
  'camera/busy': [{}],
  'camera/insecure': [{}],
  'camera/unsupported': [{}],
  'camera/lost': [{}],
  'terminal/option': [{ option: '--wrong' }],
  'terminal/option-value': [
    { option: '--port', value: '', expected: 'a value after it' },
    { option: '--port', value: 'x', expected: 'a number from 0 to 65535' },
  ],
  'terminal/option-missing': [{ wanted: ['--hub-name'] }, { wanted: ['--ids', '--pattern', '--registration-id'] }],
  'terminal/option-key-missing': [{}],
  'terminal/option-many-files': [{ format: 'env' }],
  'terminal/option-column': [
    { column: 'serial', columns: ['id', 'name'] },
    { column: '7', columns: [] },
  ],
  'terminal/cloud-closed': [{}],
  'terminal/options-together': [{ first: '--key', second: '--key-file' }],
  'terminal/input-file': [
    { file: 'key.txt', detail: 'there is no such file' },
    { file: '-', detail: 'it broke off' },
  ],
  'terminal/secret-file': [
    { file: 'key.txt', isText: true },
    { file: '-', isText: false },
  ],
  'terminal/secret-for-file': [{ option: '--key-file' }],
  'terminal/output-file': [
    { file: 'keys.csv', detail: 'the disk is full' },
    { file: '-', detail: 'the disk is full' },
  ],
  'terminal/output-exists': [{ file: 'keys.csv' }],
  'terminal/lines-refused': [
    { refused: 1, total: 5 },
    { refused: 3, total: 5000 },
    { refused: 2, total: 2 },
  ],
  'terminal/port-taken': [
    { port: 8080, next: 8081 },
    { port: 8080, next: undefined },
  ],
  'terminal/port-forbidden': [{ port: 443 }],
  'terminal/state-file': [{ file: 'state.json', detail: 'the disk is full' }],
  'terminal/scenario': [
    { file: 'scenario.json', place: 'devices[2].id', detail: 'here must be a name that is not empty' },
    { file: 'scenario.json', place: '', detail: 'it is not JSON' },
  ],
  'terminal/models': [{ file: 'models/pump-1.json', detail: 'it is not JSON' }],
  'terminal/tls-dir': [{ directory: 'tls', detail: 'it is a directory' }],
  'terminal/no-network': [{}],
  'pairing/refused': [{}],
  'pairing/wait': [{ seconds: 1 }, { seconds: 60 }],
  'pairing/unreachable': [{}],
  'pairing/none': [{}],
  'terminal/package-file': [
    { file: 'app/index.html', detail: PACKAGE_FILE_REASONS.missing },
    { file: 'app/index.html', detail: PACKAGE_FILE_REASONS.changed },
    { file: 'SHA256SUMS', detail: PACKAGE_FILE_REASONS.notList },
    { file: 'SHA256SUMS', detail: PACKAGE_FILE_REASONS.unreadable('this user may not read or write it') },
  ],
  'terminal/node-version': [{ found: 'v18.20.4' }],
};

const described = Object.entries(SAMPLES).flatMap(([code, samples]) =>
  samples.map((facts, index) => ({
    name: index === 0 ? code : `${code} (form ${index + 1})`,
    code: code as ErrorCode,
    words: describeFinding(makeFinding(code as ErrorCode, facts as FactsByCode[ErrorCode])),
    onTerminal: describeOnTerminal(makeFinding(code as ErrorCode, facts as FactsByCode[ErrorCode])),
    inspected: describeInspected(makeFinding(code as ErrorCode, facts as FactsByCode[ErrorCode])),
  })),
);

const KEY_ROOM_REMEDIES = [
  GROUP_KEY_REMEDIES,
  SECONDARY_KEY_REMEDIES,
  ONE_ID_REMEDIES,
  PATTERN_REMEDIES,
  LISTED_REMEDIES,
  KEYED_LIST_REMEDIES,
];

/** Words that blame, fawn or say nothing. */
const BANNED =
  /\b(oops|sorry|please|invalid|illegal|fatal|abort(ed)?|unknown error|your (mistake|fault)|you (failed|forgot|must)|undefined|null|NaN|\[object)\b/i;
const WORDS_IN_TITLE = 8;

function checkTitle(title: string): void {
  expect(title.split(/\s+/).length).toBeLessThanOrEqual(WORDS_IN_TITLE);
  expect(title).toMatch(/^[A-Z].*[^.!?:]$/);
  expect(title).not.toMatch(BANNED);
}

/** The two dots of a pattern are no slip of the pen. */
const PATTERN = /\{\d+\.\.\d+\}/g;

function checkSentences(sentences: string): void {
  const text = sentences.replace(PATTERN, '{}');
  expect(text).toMatch(/^[A-Z“].*[^.]\.$/s);
  expect(text).not.toMatch(BANNED);
  expect(text).not.toMatch(/\w!/);
  expect(text).not.toMatch(/ {2}|\.{2}|\w ,/);
}

describe('words for every code', () => {
  test('no code is without words, and no words are without a sample here', () => {
    expect([...DESCRIBED_CODES].sort()).toEqual(Object.keys(SAMPLES).sort());
  });

  test.each(described)('$name', ({ words }) => {
    checkTitle(words.title);
    checkSentences(words.explanation);
    checkSentences(words.remedy);
    if (words.action !== undefined) expect(words.action.label).toMatch(/^[A-Z][^.]{3,30}$/);
  });

  test.each(['onTerminal', 'inspected'] as const)(
    'what is to be done on a command line is no press and no paste (%s)',
    (place) => {
      const changed = described.filter((row) => row[place].remedy !== row.words.remedy);
      expect(changed.length).toBeGreaterThan(5);
      for (const row of changed) {
        checkSentences(row[place].remedy);
        expect(row[place].remedy).not.toMatch(/\b(press|paste|choose|click)\b/i);
      }
    },
  );

  test('nothing that a command that makes something can say asks for a press or a paste', () => {
    const ofScreens = new Set([
      'key/derived-twice',
      'file/unreadable',
      'certificate/unknown',
      'certificate/key-not-exportable',
      'certificate/other-key',
    ]);
    const said = described.filter(
      ({ code }) =>
        /^(key|id|id-scope|host|list|file|connection-string|certificate|pkcs|batch|terminal)\//.test(code) &&
        !ofScreens.has(code),
    );
    for (const { onTerminal } of said) expect(onTerminal.remedy).not.toMatch(/\b(press|paste|choose|click)\b/i);
  });

  test('what is to be done in the Keys room names only what can be seen there', () => {
    const { table, ways } = uiIdListsWords;
    const seen = [uiKeysWords.group.primaryKey.label, table.idColumn, table.delimiter, ...Object.values(ways)];
    for (const remedies of KEY_ROOM_REMEDIES) {
      for (const code of Object.keys(remedies) as ErrorCode[]) {
        for (const facts of SAMPLES[code]) {
          const finding = makeFinding(code, facts as FactsByCode[ErrorCode]);
          const { remedy } = describeFinding(finding, remedies);
          checkSentences(remedy);
          if (code === 'id/character') continue;
          for (const [, name] of remedy.matchAll(/“(.*?)”/g)) expect(seen).toContain(name);
        }
      }
    }
  });

  test('a remedy for one place leaves those of other codes as they are', () => {
    const finding = makeFinding('key/empty', {});
    expect(describeFinding(finding, { 'key/length': 'Other.' })).toEqual(describeFinding(finding));
    expect(describeFinding(finding, { 'key/empty': 'Other.' })).toEqual({
      ...describeFinding(finding),
      remedy: 'Other.',
    });
  });

  test('titles differ from one another', () => {
    const titles = new Map(described.map(({ code, words }) => [code, words.title]));
    expect(new Set(titles.values()).size).toBe(titles.size);
  });

  test('raw codes and tracking IDs of the service are left to the facts', () => {
    for (const { words } of described) {
      expect(`${words.title} ${words.explanation} ${words.remedy}`).not.toMatch(
        /401002|4002\d\d|f40da7ba|Unauthorized/,
      );
    }
  });

  test('text that was typed into a field of another form is not repeated, since it may be a key', () => {
    for (const code of ['id-scope/form', 'host/form', 'model-id/form'] as const) {
      expect(JSON.stringify(describeFinding(makeFinding(code, { found: KEY })))).not.toContain(KEY);
    }
  });
});

describe('words that follow the facts', () => {
  test('after a refusal by DPS, a key that may be a group key offers to be tried as one', () => {
    const facts = { said, causes, mayBeGroupKey: true };
    expect(describeFinding(makeFinding('dps/unauthorized', facts)).action?.kind).toBe('try-as-group-key');
    const other = describeFinding(makeFinding('dps/unauthorized', { ...facts, mayBeGroupKey: false }));
    expect(other.action?.kind).toBe('edit-keys');
  });

  test('a refusal names the remedy of the cause that leads', () => {
    const ranked: RankedCause[] = [{ cause: 'clock-behind', weight: 'likely' }, ...causes];
    const words = describeFinding(makeFinding('hub/refused', { host: 'h.net', returnCode: 5, causes: ranked }));
    expect(words.remedy).toBe(describeCause('clock-behind').remedy);
  });

  test('what the local cloud said against a wish is the explanation', () => {
    const message = 'There is a device pump-9 already.';
    expect(describeFinding(makeFinding('cloud/refused', { status: 409, message })).explanation).toBe(message);
  });

  test('a second tab leads to the first', () => {
    expect(describeFinding(makeFinding('device/running-elsewhere', { name: 'd' })).action?.kind).toBe('open-other-tab');
  });

  test('a finding without a button has none', () => {
    expect(describeFinding(makeFinding('key/empty', {}))).not.toHaveProperty('action');
  });

  test.each([
    ['ä', '“ä”'],
    [' ', 'a space'],
    ['\t', 'a tab'],
    ['\u00a0', 'a space of another kind (U+00A0)'],
    ['\u0007', 'a character that cannot be seen (U+0007)'],
    ['\u200b', 'a character that cannot be seen (U+200B)'],
    ['\u0308', 'an accent (U+0308)'],
    ['\u0430', '“\u0430” (U+0430)'],
    ['\u2013', '“\u2013” (U+2013)'],
  ])('the character %j can be seen', (character, name) => {
    const words = describeFinding(makeFinding('id/character', { target: 'dps', character, position: 4 }));
    expect(words.explanation).toContain(`Character 5 is ${name},`);
  });
});

describe('the next step for a character that no ID has', () => {
  test.each([
    ['ü', 'Write “ue” in its place'],
    ['Ö', 'Write “Oe” in its place'],
    ['é', 'Write “e” in its place'],
    ['ß', 'Write “ss” in its place'],
    ['ｐ', 'Write “p” in its place'],
    ['Ŋ', 'Write it with the letters a to z'],
    ['\u0430', 'Letters of other alphabets can look the same'],
    ['\u2013', 'Type the plain hyphen of the keyboard'],
    [' ', 'Take it out, or put a hyphen in its place'],
    ['\u00a0', 'Take it out'],
    ['\u200b', 'Type the ID by hand'],
    ['“', 'Take the quotation marks away'],
    ['{', 'without braces'],
    [';', 'give each ID alone'],
    ['/', 'for example with a hyphen'],
  ])('%j: %s', (character, step) => {
    const finding = makeFinding('id/character', { target: 'dps', character, position: 0 });
    expect(describeFinding(finding).remedy).toContain(step);
  });
});

describe('words for every cause', () => {
  test.each(Object.entries(causeWords))('%s', (_cause, words) => {
    checkTitle(words.title);
    checkSentences(words.remedy);
  });
});

describe('words for every alert of TLS', () => {
  test('each that a standard names has its name and number (RFC 8446, section 6)', () => {
    const named = Array.from({ length: 256 }, (_, number) => describeAlert(number).name).filter(
      (name) => !name.startsWith('alert '),
    );
    expect(named).toHaveLength(34);
    expect(new Set(named).size).toBe(named.length);
    expect(named.every((name) => /^[a-z_]+$/.test(name))).toBe(true);
    expect([0, 42, 48, 116].map((number) => describeAlert(number).name)).toEqual([
      'close_notify',
      'bad_certificate',
      'unknown_ca',
      'certificate_required',
    ]);
  });
});

describe('numbers in words', () => {
  test.each([
    [0, '0 seconds'],
    [1, '1 second'],
    [59.4, '59 seconds'],
    [60, '1 minute'],
    [-300, '5 minutes'],
    [3600, '1 hour'],
    [7300, '2 hours'],
    [86_400, '1 day'],
    [300_000, '3 days'],
  ])('%d seconds are %s', (seconds, words) => {
    expect(describeDuration(seconds)).toBe(words);
  });

  test.each([
    [365 * 86_400, '365 days'],
    [729 * 86_400, '729 days'],
    [730 * 86_400, '2 years'],
    [-4265 * 86_400, '11 years'],
  ])('%d seconds that may be years are %s', (seconds, words) => {
    expect(describeLongDuration(seconds)).toBe(words);
  });

  test('what ended or will end years away is told in years', () => {
    const secondsAgo = 4265 * 86_400;
    expect(describeFinding(makeFinding('sas/expired', { secondsAgo })).explanation).toContain('11 years ago');
    const endsIn = (days: number): string =>
      describeAzureCheck({ reason: 'dates/fit', facts: { certificate: 'a', until: 0, days, count: 1 } }).explanation;
    expect([0, 1, 40, 4265].map((days) => endsIn(days).split(', ').at(-1))).toEqual([
      'within a day.',
      'in one day.',
      'in 40 days.',
      'in 11 years.',
    ]);
  });

  test('the end of a code is told as everywhere where the user meets it', () => {
    const endsAt = Date.UTC(2026, 10, 20, 18, 40, 59);
    expect(describeUtcMoment(endsAt)).toBe('20 Nov 2026, 18:40 UTC');
    expect(describeFinding(makeFinding('qr/ended', { endsAt })).explanation).toContain(
      `: ${describeUtcMoment(endsAt)}.`,
    );
  });

  test('counts have their unit in the right number', () => {
    expect([0, 1, 2, 12_345].map((count) => describeCount(count, 'byte', 'bytes'))).toEqual([
      '0 bytes',
      '1 byte',
      '2 bytes',
      '12,345 bytes',
    ]);
  });
});
