/** What is wrong with a file of an unpacked archive, in the words that follow its name. */
export const PACKAGE_FILE_REASONS = {
  missing: 'is missing',
  changed: 'is not the file that was packed',
  notList: 'is no list of checksums',
  unreadable: (reason: string) => `cannot be read (${reason})`,
} as const;

/** What `node serve.js --help` prints. */
export const SERVE_HELP = `Device Workbench

  node serve.js [options]    serves the app to the browsers of this machine

  --port N    the port (8080, or the next free one); 0 means any free port
  --help      print this`;

/** What `node device-workbench.js --help` prints. */
export const PACKED_COMMANDS_HELP = `Device Workbench: keys and certificates on the command line, without any network

  node device-workbench.js COMMAND [options]

  derive-key           the keys of devices, from the key of their enrollment group
  sas-token            a token that a device or a service shows in place of its key
  connection-string    the line that a device is given to reach its hub
  certificate          authorities, certificates of devices, proofs and requests
  inspect              what files are, and what Azure will say to them

  COMMAND --help       the options of a command, with examples`;

/** Prints what a person needs to know once the server of an unpacked archive is ready. */
export function printServeBanner(version: string, address: string): string {
  return `
Device Workbench ${version} is ready.

Open          ${address}

Everything happens in the browser: this server sends the files of the app, and nothing else.
Press Ctrl-C to end it.
`;
}

/** What `npm run package -- --help` prints. */
export const PACKAGE_HELP = `Device Workbench

  npm run package -- [options]    makes one archive of the app with a server of its own, for machines without a network

  --allow-host HOST    let the app connect to this host too; may be given more than once
  --out DIRECTORY      where the archive and its checksum are written (dist/package)
  --help               print this`;

/** What the archive is called, and what is beside it. */
export interface PackageFacts {
  readonly version: string;
  /** The name of the folder in the archive, and of the archive without `.zip`. */
  readonly folder: string;
  /** Hosts beside the known ones that the app may connect to. */
  readonly allowedHosts: readonly string[];
}

/** Prints README.txt of the archive: how to check it, how to start, what is in it. Lines have at most 80 characters. */
export function printPackageReadme({ version, folder, allowedHosts }: PackageFacts): string {
  return `Device Workbench ${version}

Everything a device needs to join Azure IoT, in one browser tab: keys,
certificates, QR codes, a live virtual device, and a cloud to talk to. This
copy needs no network, installs nothing and downloads nothing.


Check

The archive came with its checksum, ${folder}.zip.sha256.
In the folder of both:

  Linux      sha256sum -c ${folder}.zip.sha256
  macOS      shasum -a 256 -c ${folder}.zip.sha256
  Windows    certutil -hashfile ${folder}.zip SHA256  (and compare)

SHA256SUMS holds one checksum for each file in this folder. The server compares
them all before it starts; "sha256sum -c SHA256SUMS" does so too.


Start

You need Node 20.19, 22.12 or newer, and a current browser.

  node serve.js                the app is at http://localhost:8080 until Ctrl-C
  node serve.js --port 9000    at another port
  node serve.js --help         every option

The server is reached from this machine alone, and only sends the files of the
app. What the app knows, it keeps in your browser.


Keys and certificates without a browser

  node device-workbench.js --help


What is here

  app/                  the app: a web host that serves HTTPS can serve it too
  serve.js              the server, one file that uses nothing but Node
  device-workbench.js   keys, tokens and certificates on the command line
  THIRD-PARTY.txt       whose work is part of this, and under which licences
${printAllowedHosts(allowedHosts)}`;
}

function printAllowedHosts(hosts: readonly string[]): string {
  if (hosts.length === 0) return '';
  return `

Beside the hosts of Azure, this copy may connect to:

${hosts.map((host) => `  ${host}\n`).join('')}`;
}

/** The head of THIRD-PARTY.txt. */
export const THIRD_PARTY_HEAD = `Device Workbench contains work of others. Their names, licences and notices follow.
`;

/** Names a package that stands in the published file of another one. */
export const HELD_BY = (name: string, holder: string) => `${name}, part of ${holder}`;

/** What `npm run package` says when the archive is written. */
export function printPackageResult(file: string, bytes: number, checksumFile: string): string {
  return `${file}, ${(bytes / 1000).toFixed(0)} kB\n${checksumFile}`;
}
