import type { DeviceRecord } from '../../identity/device-record.ts';
import { isWithoutTls, type Road, type RoadChoice } from '../../identity/road.ts';

/** Sentences about the road that a device takes to its cloud. */
export const uiRoadWords = {
  heading: 'Road',
  label: 'Road',
  names: {
    direct: 'Direct',
    relay: 'Relay',
    channel: 'In this browser',
    'browser-certificate': 'The browser’s own certificate',
  } satisfies Record<Road, string>,
  experimental: 'Experimental',
  /** The way in stops and what is between them; the last one is the cloud. */
  picture: (road: string): string => `The road: ${road}`,
  stops: {
    tab: 'This tab',
    browser: 'This browser',
    relay: 'Relay',
    service: 'Service',
    cloud: 'Local cloud',
  },
  between: {
    tls: 'TLS',
    endToEnd: 'TLS from end to end',
    plain: 'no TLS',
    inside: 'no network',
  },
  next: {
    /** After a refusal. `own`: from the browser’s own certificate to one that is kept here. */
    offers: {
      direct: {
        title: 'Another road is open: directly',
        text: 'Without the relay, from this browser straight to the service.',
        act: 'Try it directly',
      },
      relay: {
        title: 'Another road is open: over the relay',
        text: 'The relay reaches the service on port 8883 from its own network. TLS ends in this tab, so that the relay can read nothing.',
        act: 'Try over the relay',
      },
      own: {
        title: 'Another road is open: over the relay',
        text: 'With a certificate that is kept in this app, whose key stays here. The relay can read nothing.',
        act: 'Choose a certificate of this app',
      },
      'browser-certificate': {
        title: 'Another road is open, as an experiment',
        text: 'The certificate goes into the browser’s own store, or the system’s. The browser shows it by itself, and no relay is needed.',
        act: 'See how it is done',
      },
    },
    /** On the card of the road. */
    take: {
      direct: 'Go directly',
      relay: 'Use the relay',
      own: 'Choose a certificate of this app',
      'browser-certificate': 'Use the browser’s certificate',
      channel: undefined,
    },
    taken: {
      direct: 'The device goes directly to the service from now on',
      relay: 'The device goes over the relay from now on',
    },
  },
  places: {
    roots: 'Trusted roots',
    relay: 'Set up the relay',
    handshake: 'See the handshake',
    certificates: 'See its certificates',
  },
} as const;

/** Says what a road is, in one sentence. */
export function describeRoad(road: Road, { cloud, keyKind }: Pick<DeviceRecord, 'cloud' | 'keyKind'>): string {
  if (road === 'direct' && isWithoutTls(cloud))
    return 'A WebSocket from this browser to the server of this page, without TLS.';
  if (road === 'channel' && keyKind === 'certificate') return CERTIFICATE_IN_CHANNEL;
  return ROADS[road];
}

/** Says why a device takes its road. */
export function describeRoadReason({ road, reason }: Pick<RoadChoice, 'road' | 'reason'>): string {
  return road === 'relay' && reason === 'chosen' ? RELAY_CHOSEN : REASONS[road];
}

const ROADS: Readonly<Record<Road, string>> = {
  direct: 'A secure WebSocket from this browser to the service.',
  relay: 'TLS ends in this tab. The relay passes its bytes on to the service, and can read none of them.',
  channel: 'A channel to the cloud in this browser, without TLS.',
  'browser-certificate':
    'A secure WebSocket from this browser to the service, for which the browser shows a certificate of its own store.',
};

const CERTIFICATE_IN_CHANNEL =
  'A channel to the cloud in this browser. The certificate is proven without TLS: the cloud sends a challenge, and the device signs it.';

const REASONS: Readonly<Record<Road, string>> = {
  direct: 'It is the shortest road, and keys need no other.',
  relay:
    'A page cannot choose the certificate for a WebSocket. So TLS is spoken here, where the key is, and the relay carries it to port 8883.',
  channel: 'Both the device and its cloud run in this browser, so nothing goes over a network.',
  'browser-certificate': 'It was chosen for this device. No relay is needed, and the browser asks which certificate.',
};

const RELAY_CHOSEN = 'It was chosen for this device. The relay reaches the service from its own network, on port 8883.';
