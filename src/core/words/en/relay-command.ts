import { describeCount, describeDuration } from '../duration.ts';

/** What the banner of a relay is made of. */
export interface RelayBannerFacts {
  readonly addresses: readonly string[];
  /** Undefined where a file holds it. */
  readonly token: string | undefined;
  readonly origins: readonly string[];
  readonly azure: boolean;
  readonly targets: readonly string[];
  /** Whether it has certificates of its own. */
  readonly secure: boolean;
}

/** Prints what a person needs to know once a relay is ready. */
export function printRelayBanner(facts: RelayBannerFacts): string {
  const targets = [...(facts.azure ? ['IoT Hubs and DPS of Azure, port 8883'] : []), ...facts.targets];
  const lines = [
    '',
    'The relay is ready.',
    '',
    ...labelled('Address', facts.addresses),
    ...labelled('Token', [facts.token ?? 'the one in the token file']),
    ...labelled('For pages of', facts.origins),
    ...labelled('Connects to', targets),
    '',
    ...(facts.token === undefined ? [] : ['This token ends with the relay; --token-file keeps one.']),
    ...(facts.secure ? [] : ['Pages elsewhere reach it over TLS only: give it certificates, or a reverse proxy.']),
    'Press Ctrl-C to end it.',
    '',
  ];
  return lines.join('\n');
}

const LABEL_WIDTH = 14;

function labelled(label: string, values: readonly string[]): string[] {
  return values.map((value, index) => `${(index === 0 ? label : '').padEnd(LABEL_WIDTH)}${value}`);
}

/** What is said of the connections of a relay: never what went over them. */
export const RELAY_NOTES = {
  /** `refusal`: as the relay tells it to the page. `more`: refusals for the same reason that were not said. */
  refused: (refusal: string, remote: string, origin: string, more: number) =>
    `Refused (${refusal}): ${remote}${origin === '' ? '' : `, a page of ${origin}`}${more === 0 ? '' : `, and ${more.toLocaleString('en')} more since the last time`}.`,
  ended: (target: string, remote: string, code: number, seconds: number, toTarget: number, toPage: number) =>
    `Ended (${code}): ${remote} to ${target}, ${describeDuration(seconds)}, ${describeCount(toTarget, 'byte', 'bytes')} there and ${describeCount(toPage, 'byte', 'bytes')} back.`,
  parentGone: 'The program that started the relay has ended, so it ends too.',
} as const;

/** What `--help` of the relay prints. */
export const RELAY_HELP = `Device Workbench

  npm run relay -- --origin ORIGIN [options]     relays the TLS of devices in browsers, and nothing else

It takes WebSockets of the pages named, and passes their bytes on to the port of MQTT over TLS of the hosts named. TLS ends
in the page and at the host: the relay sees who talks to whom, when and how much, and cannot read or change what is said.

  --origin ORIGIN      a page that may use it, such as https://app.example.com; may be given more than once
  --allow HOST:PORT    connect to this host too, also a private one; may be given more than once
  --no-azure           do not connect to IoT Hubs and DPS of Azure (*.azure-devices.net, *.azure-devices-provisioning.net
                       and their .cn and .us forms, port 8883)
  --host NAME          a name by which pages reach it, also by a reverse proxy; may be given more than once (localhost)
  --bind ADDRESS       the address to listen at (127.0.0.1 and ::1)
  --port N             the port (8090); 0 means any free port
  --token-file FILE    a file with the token that pages have to show; without it, one is made and printed at each start
  --tls-cert FILE      serve wss with this certificate and its chain (PEM); without it, a reverse proxy should
  --tls-key FILE       the key of that certificate (PEM)
  --max N              connections at a time (256); one address of another machine gets half of them at most
  --idle SECONDS       end a connection over which nothing went for so long (600)
  --json               print one line of JSON when ready, and nothing else on standard output
  --help               print this
`;
