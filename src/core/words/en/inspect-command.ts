import type { AzureCheck, ChainLink } from '../../inspect/inspection.ts';
import type { Finding } from '../../errors/workbench-error.ts';
import type { Described } from '../described.ts';
import { describeFinding, type OtherRemedies } from '../words.ts';
import { CERTIFICATE_COMMAND_REMEDIES } from './certificate-commands.ts';
import { ANSWER_HELP } from './commands.ts';

/** Next steps for what was looked at, and is not being made. */
const REMEDIES: OtherRemedies = {
  ...CERTIFICATE_COMMAND_REMEDIES,
  'inspect/empty': 'Name another file, or send what is to be looked at to standard input.',
  'pkcs/password-missing': 'Name the file that holds its password with --password-file.',
  'qr/passphrase-missing': 'Name the file that holds its passphrase with --password-file.',
  'key/may-be-group-key':
    'If it was copied from an enrollment group, have derive-key derive the key of the device from it.',
  'key/is-token': 'Put the key itself there: the primary or secondary key of the device.',
  'key/is-connection-string': 'Put only what follows “SharedAccessKey=” there.',
  'key/is-placeholder': 'Copy the primary key from the page of the device, and put it there.',
};

/** Gives the words for a finding about something that `inspect` looked at. */
export function describeInspected(finding: Finding): Described {
  return describeFinding(finding, REMEDIES);
}

/** What `inspect` prints around the words of what it found. */
export const INSPECT_COMMAND_WORDS = {
  from: (file: string) => `from ${file}`,
  secret: 'secret, not shown',
  chain: (name: string) => (name === '' ? 'Chain' : `Chain of ${name}`),
  roles: {
    leaf: '',
    intermediate: '',
    root: 'root',
    missing: 'missing',
  } satisfies Record<ChainLink['role'], string>,
  until: (day: string) => `until ${day}`,
  holds: 'It holds, as long as its last certificate is trusted: who trusts that one, nobody here can know.',
  outOfOrder: 'It is not in the order that a device sends: its own certificate first, then each one’s issuer.',
  checks: 'Azure’s checks',
  results: { failed: 'FAILED', 'cannot-know': 'not known', passed: 'passed' } satisfies Record<
    AzureCheck['result'],
    string
  >,
  counts: {
    failed: (count: number) => `${count} failed`,
    'cannot-know': (count: number) => `${count} cannot be known from here`,
    passed: (count: number) => `${count} passed`,
  } satisfies Record<AzureCheck['result'], (count: number) => string>,
} as const;

/** What `inspect --help` prints; `program` is how the program is called. */
export const INSPECT_HELP = (
  program: string,
): string => `Says what files are, and what Azure will say to them, without any network

  ${program} inspect pump-7.full-chain.cert.pem pump-7.key.pem --device-id pump-7
  ${program} inspect device.pfx --password-file password.txt
  openssl s_client -showcerts -connect my-hub.azure-devices.net:8883 </dev/null | ${program} inspect -

It reads certificates and chains, keys, PFX files, requests, revocation lists, connection strings, tokens, thumbprints,
the text of connect codes, and config.toml of IoT Edge. What they are is seen by what they hold. Nothing secret is
printed.

  FILE …                    one file or several, which are judged together; - is standard input, which is also read when
                            no file is named
  --device-id, -d ID        the device that they are for (--registration-id and --rid too)
  --password-file FILE      the password of a PFX, an encrypted key or a locked code; - is standard input
  --at MOMENT               judge as of then: Unix seconds, or ISO 8601 such as 2027-01-31T12:00Z; now unless told
${ANSWER_HELP}

Exit codes: 0 nothing speaks against it; 1 a check failed, or something could not be read; 2 the options do not fit
together.
`;
