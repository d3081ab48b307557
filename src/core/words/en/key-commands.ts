import type { FactsByCode } from '../../errors/facts.ts';
import type { OtherRemedies } from '../words.ts';
import { ANSWER_HELP, DEVICES_HELP, EXIT_CODES_HELP } from './commands.ts';
import { mendCharacter } from './ids.ts';
import { mendKey } from './keys.ts';

/** Next steps of keys, IDs and lists where the one on the screen is a press, and a terminal has none. */
export const KEY_COMMAND_REMEDIES: OtherRemedies = {
  'key/empty':
    'Give the primary key of the device or of its enrollment group. If it comes from a variable, see that the variable is set.',
  'key/not-base64': (facts) =>
    facts.fault === 'other'
      ? 'Give the key itself as the service shows it. A file that holds it is named with --key-file.'
      : mendKey(facts),
  'key/is-token': 'Use the key itself: the primary or secondary key of the device or of its enrollment group.',
  'key/is-connection-string':
    'Use only what follows “SharedAccessKey=”, or give the whole string to sas-token with --connection-string-file. For derive-key use the key of the enrollment group.',
  'key/is-placeholder':
    'Copy the primary key from the device or from its enrollment group, and use it in place of this. A file that holds the key is named with --key-file.',
  'key/may-be-group-key':
    'If it was copied from an enrollment group, add --compute-key, and the key of the device is derived from it.',
  'key/may-be-device-key':
    'If it belongs to one device, use it as it is for that device, and give the key of its enrollment group here.',
  'id/empty': 'Give the ID of the device. If it comes from a variable, see that the variable is set.',
  'id/character': mendOnTerminal,
  'connection-string/empty':
    'Copy the connection string from the page of the device in the hub, and use it here. If it comes from a variable, see that the variable is set.',
  'connection-string/form':
    'Copy the whole connection string again, from its first letter to its last equals sign. A key alone is given with --key-file.',
  'list/pattern-form': mendPattern,
  'list/no-id-column': 'Name the column with --id-column, or write “deviceId” above it as its heading.',
  'list/column-guessed': 'Name the column with --id-column if this one does not hold them.',
  'list/heading-skipped': 'Use --no-heading if a device is really called so.',
  'list/holds-key':
    'Give the device ID there. In a table, name the column that holds the IDs with --id-column. Keep the secret out of lists that are passed on.',
  'file/encoding': 'If letters such as ä or é are wrong in the names, save the file as “CSV UTF-8” and read it again.',
  'sas/expired': 'Give a later moment with --expires-at, unless a token that has ended is what is wanted.',
};

function mendOnTerminal(facts: FactsByCode['id/character']): string {
  const { character, target } = facts;
  const command = target === 'x509' ? 'certificate device' : 'derive-key';
  if (target !== 'hub' && /[,;|\t]/.test(character)) {
    return `Several IDs are given to ${command} with --ids, and a sign that stands between columns with --delimiter.`;
  }
  return target !== 'hub' && /[{}]/.test(character)
    ? `A numbered pattern is given to ${command} with --pattern. Otherwise leave the braces out.`
    : mendCharacter(facts);
}

/** A shell takes braces apart where no quotes are around them. */
function mendPattern({ reason, mend }: FactsByCode['list/pattern-form']): string {
  if (mend !== undefined) return `Use '${mend}' with quotes around it, if that is what was meant.`;
  return reason === 'several-braces'
    ? "Keep the braces that count, and write the rest as plain text, such as 'line-2-sensor-{0001..0500}'."
    : "Write the first number, two dots and the last number, with quotes around the whole, such as 'sensor-{0001..0500}'.";
}

/** What is said about a list of keys as a whole. */
export const KEY_LIST_NOTES = {
  guarded: (count: number) => {
    const cells = count === 1 ? 'One cell begins' : `${count.toLocaleString('en')} cells begin`;
    return `Note: ${cells} like a formula and got a ' in front, so that no spreadsheet computes it. A program that reads the CSV has to take it off.`;
  },
} as const;

const KEY_HELP = `  --key-file FILE           the key, from a file; - is standard input, which is also read when no key is named
  --key KEY                 the key itself, as az takes it (--symmetric-key, --primary-key, --pk too). Everybody on
                            this machine can see it in the list of processes, and the shell keeps it in its history`;

const RESULT_HELP = `  --output-file FILE        write to this file, readable by its owner alone; one that is there is not replaced
  --force                   replace it
${ANSWER_HELP}

Standard output has the result and nothing else. ${EXIT_CODES_HELP}`;

/** What `derive-key --help` prints; `program` is how the program is called. */
export const DERIVE_KEY_HELP = (
  program: string,
): string => `Derives the keys of devices from the key of their enrollment group, without any network

  ${program} derive-key --registration-id sensor-01 --key-file group.key
  ${program} derive-key --pattern 'sensor-{0001..0500}' --key-file group.key > keys.txt
  ${program} derive-key --ids devices.csv --key-file group.key --format central-csv --output-file keys.csv

The key of the enrollment group:
${KEY_HELP}
  --secondary-key-file FILE the secondary key of the group, for a second key of each device
  --secondary-key KEY       the same as an option (--sk too)

The devices:
${DEVICES_HELP}

The result: the key, or for a list a line with ID, tab and key for each device; with --json a line of JSON for each.
  --format FORMAT           one of these in place of it; for one device alone, what it has in them:
                              central-csv        the columns of an export of IoT Central
                              env                a file of environment variables for each device, as a ZIP
                              edge-toml          the config.toml of IoT Edge for each device, as a ZIP
                              arduino-header, freertos-header, threadx-header
                                                 a C header for each device, as a ZIP
                              json               an array of devices
                              connection-strings a line for each device
                              sas-tokens         CSV with MQTT host, user name and password
                              enrollments        individual enrollments of DPS, a line of JSON for ten of them
  --id-scope SCOPE          the ID scope of the DPS instance (--scope too)
  --dps-host HOST           its device endpoint (--provisioning-host, --host too); global.azure-devices-provisioning.net
  --hub-name, -n HUB        the hub, by its name or its host, where it is known; sas-tokens are then for it
  --duration, --du SECONDS  how long sas-tokens last; 3600
  --expires-at MOMENT       when they end: Unix seconds, or ISO 8601 such as 2027-01-31T12:00Z
${RESULT_HELP}
`;

/** What `sas-token --help` prints. */
export const SAS_TOKEN_HELP = (program: string): string => `Makes a shared access signature, without any network

  ${program} sas-token --connection-string-file device.txt
  ${program} sas-token --hub-name my-hub --device-id sensor-01 --key-file device.key
  ${program} sas-token --id-scope 0ne00ABCDEF --registration-id sensor-01 --key-file group.key --compute-key

What it opens, one of:
  --connection-string-file FILE
                            what the connection string of a device, a module, a hub or a DPS instance is for, signed
                            with its key; - is standard input, which is also read when nothing is named
  --connection-string, --cs TEXT
                            the same as an option, where others can see it
  --hub-name, -n HUB        a hub, by its name or its host, with:
    --device-id, -d ID        the device
    --module-id, -m ID        a module of the device
    --policy-name, --pn NAME  the policy whose key signs: for the hub as a whole, or in place of the device's own key
  --id-scope SCOPE          the registration of a device with DPS (--scope too), with:
    --registration-id ID      the device (--rid, --device-id and -d too)
  --resource URI            anything else, not percent-encoded, without https://; with --policy-name if it has one

The key, unless it is in a connection string:
${KEY_HELP}
  --compute-key, --ck       the key is that of an enrollment group: derive the device's key from it first

When it ends:
  --duration, --du SECONDS  so long from now; 3600
  --expires-at MOMENT       Unix seconds, or ISO 8601 such as 2027-01-31T12:00Z

The result: the token; with --json {"sas": "…"}.
${RESULT_HELP}
`;

/** What `connection-string --help` prints. */
export const CONNECTION_STRING_HELP = (
  program: string,
): string => `Writes the connection string of a device or a module, without any network

  ${program} connection-string --hub-name my-hub --device-id sensor-01 --key-file device.key
  ${program} connection-string -n my-hub -d sensor-01 --key-file group.key --compute-key

  --hub-name, -n HUB        the hub, by its name or its host
  --device-id, -d ID        the device (--registration-id and --rid too)
  --module-id, -m ID        a module of the device

The key:
${KEY_HELP}
  --compute-key, --ck       the key is that of an enrollment group: derive the device's key from it first

The result: the connection string; with --json {"connectionString": "…"}.
${RESULT_HELP}
`;
