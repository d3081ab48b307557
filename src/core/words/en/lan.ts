/** Short plain answers of the listener of the local network. */
export const LAN_ANSWERS = {
  'foreign-host': 'This address answers only to the names that its terminal says.\n',
  'foreign-origin': 'This address answers only to its own pages.\n',
  unpaired: 'This is for paired browsers: scan the code in the terminal of this server.\n',
  method: 'This address is used with POST.\n',
  readOnly: 'This address is read with GET.\n',
  noToken: 'A token is brought here as {"token":"…"}.\n',
  tooLarge: 'A token is short; this is not.\n',
  token: 'This is not the token of this start.\n',
  wait: 'Too many wrong tokens; wait a moment.\n',
} as const;

/** What the part of the banner on the local network is made of. */
export interface LanBannerFacts {
  /** Where the app is, by each name of this machine. */
  readonly origins: readonly [string, ...string[]];
  /** The address with the token, and its code in lines of a terminal; undefined where they would go to a file. */
  readonly pairing: { readonly address: string; readonly code: string } | undefined;
  readonly caFile: string;
  /** SHA-256, pairs of hex digits with colons. */
  readonly fingerprint: string;
}

/** Prints how phones reach the app, how they come to trust it and, last so that it is in sight, how they are paired. */
export function printLanBanner({ origins, pairing, caFile, fingerprint }: LanBannerFacts): string {
  const [first, ...more] = origins;
  const middle = Math.ceil(fingerprint.length / 2);
  return [
    'On the local network, over HTTPS, until this program ends:',
    '',
    `Open          ${first}`,
    ...more.map((origin) => `or            ${origin}`),
    `Certificate   ${first}/authority.crt`,
    `              ${caFile}`,
    `SHA-256       ${fingerprint.slice(0, middle)}`,
    `              ${fingerprint.slice(middle)}`,
    '',
    ...TRUST_LINES,
    '',
    ...(pairing === undefined ? UNPAIRED_LINES : printPairing(pairing.address, pairing.code)),
    '',
  ].join('\n');
}

const TRUST_LINES = [
  'A browser warns at first that the connection is not private, or the site not safe: it does not know who signed',
  'the certificate. Going on (Advanced, then Proceed; Show details in Safari) is enough to look. For all to work, the',
  'offline copy too, have it trust the certificate once, after comparing its SHA-256 with the one above:',
  '',
  '  Android   open the address of the certificate, then Settings > Security > More security settings >',
  '            Encryption & credentials > Install a certificate > CA certificate, and choose the file',
  '  iOS       open it in Safari and allow it, then Settings > General > VPN & Device Management > Install, then',
  '            General > About > Certificate Trust Settings: switch it on',
  '  Windows   certutil -user -addstore Root authority.crt',
  '  macOS     security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db authority.crt',
  '  Linux     certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n "Device Workbench" -i authority.crt   (Chromium; certutil',
  '            is in libnss3-tools)',
  '  Firefox   Settings > Privacy & Security > Certificates > View Certificates > Authorities > Import',
  '',
  'It vouches for this machine’s .local name and private addresses alone. Its own key was forgotten once it had signed.',
];

const UNPAIRED_LINES = [
  'The code that pairs a phone is printed in a terminal only, since whoever reads it may use the local cloud.',
  'Start this in a terminal, or with --lan-code to have it printed here all the same.',
];

function printPairing(address: string, code: string): string[] {
  return [
    code,
    '',
    'Scan this code to pair a phone, or open its address in another browser of the network:',
    `  ${address}`,
    'Whoever has it may use the local cloud and the relay, until this program ends. Others see the app alone.',
  ];
}
