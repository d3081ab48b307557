/** Names a file that a message is about; `-` is standard input. */
export function nameFile(file: string): string {
  return file === '-' ? 'Standard input' : `“${file}”`;
}

/** Prints a moment as certificates have it, in UTC and to the second; given in milliseconds since the Unix epoch. */
export function printMoment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Why a file could not be read or written, beside `FILE_REASONS`. */
export const COMMAND_FILE_REASONS = {
  notThere: 'there is no such file',
  notPlain: 'it is no plain file, so it cannot be replaced; use > to write there',
  notReplaced: 'what stands in its place is no plain file',
} as const;

/** What is said about the lines of a list. */
export const LIST_NOTES = {
  line: (line: number, found: string) => (found === '' ? `Line ${line}` : `Line ${line}, “${found}”`),
  more: (count: number) =>
    count === 1
      ? 'One more line is left out or worth a look.'
      : `Another ${count.toLocaleString('en')} lines are left out or worth a look, too many to list here.`,
} as const;

/** The options that name one device or many. */
export const DEVICES_HELP = `  --registration-id ID      one device (--rid, --device-id and -d too)
  --pattern PATTERN         a row of them, such as 'sensor-{0001..0500}', in quotes
  --ids FILE                a list: one ID a line, or a table such as the files of IoT Central; - is standard input
  --id-column COLUMN        which column of the table has the IDs, by its heading or its number from 1
  --name-column COLUMN      which one has the names; "none" for none
  --delimiter SIGN          what stands between the columns, if it is not found out by itself: , ; | or tab
  --no-heading              the first line of the table is a device already
  --skip-bad                leave out lines that cannot be used, in place of writing nothing`;

/** The options that every command has. */
export const ANSWER_HELP = `  --json, -o json           JSON on one line, in place of plain text
  --only-show-errors        say nothing but errors on standard error
  --help, -h                print this`;

/** What the exit codes of a command that makes something mean. */
export const EXIT_CODES_HELP = `Exit codes: 0 done; 1 a key, an ID or a file cannot be used;
2 the options do not fit together.`;
