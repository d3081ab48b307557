import type { WordsOf } from '../described.ts';
import { describeDuration } from '../duration.ts';

/** Words for the relay, which passes on the bytes of a connection that it cannot read. */
export const relayWords: WordsOf<'relay'> = {
  'relay/unreachable': {
    title: 'The relay could not be reached',
    explanation: ({ address }) =>
      isServerOfPage(address)
        ? `The relay is part of the server of this page, and nothing answers at ${address}.`
        : `No connection to the relay at ${address} came about. A browser does not tell a page whether the name, the network or the relay is the reason.`,
    remedy: ({ address }) =>
      isServerOfPage(address)
        ? 'Start that server again with “npm start”, or check the network of this machine. The device then connects by itself.'
        : 'Check that the relay runs and that its address is right, then start again. For a relay elsewhere, the app itself has to be started or built with --allow-host and its name.',
    action: { kind: 'start-again', label: 'Start again' },
  },
  'relay/no-web-socket': {
    title: 'The relay answers, but its WebSocket stays shut',
    explanation: ({ address }) =>
      `The relay at ${address} says that it would take this connection, and the WebSocket to it did not come about. Often something in between lets requests through and no WebSockets.`,
    remedy:
      'Start again, or try another network. Where a proxy stands before the relay, have it pass on the headers Upgrade and Connection.',
    action: { kind: 'start-again', label: 'Start again' },
  },
  'relay/none': {
    title: 'There is no relay to connect over',
    explanation:
      'A page cannot open the TLS connection of a device by itself. It needs a relay that passes the bytes on, and neither the server of this page has one nor was one named.',
    remedy:
      'Open the app from “npm start”, which has a relay unless it was started with --no-relay, or name one in the connection settings: “npm run relay” runs one for others too.',
  },
  'relay/token': {
    title: 'The relay does not take this token',
    explanation: ({ address }) =>
      `The relay at ${address} wants a token, and the one that it was given is another. A relay that makes its own token has a new one after each start.`,
    remedy:
      'Start again, which asks the server of this page for the token that holds now. For a relay elsewhere, write the token that it uses into the connection settings.',
    action: { kind: 'start-again', label: 'Start again' },
  },
  'relay/origin': {
    title: 'The relay does not serve this page',
    explanation: ({ address, origin }) =>
      `Something answers at ${address}, and not for this page. A relay serves only the pages on its list: ${origin} is not on it, or what answers there is no relay.`,
    remedy: ({ origin }) =>
      `Check the address. If it is right, ask whoever runs the relay to start it with --origin ${origin}.`,
  },
  'relay/host': {
    title: 'The relay goes by another name',
    explanation: ({ address }) =>
      `What answers at ${address} answers only to its own names, and the one in this address is none of them. So no other page can reach it under a name of its own.`,
    remedy:
      'Use the address that the relay printed when it started, or have it started with --host and the name in this address.',
  },
  'relay/target': {
    title: 'The relay does not connect to this host',
    explanation: ({ address, target }) =>
      `The relay at ${address} connects only to the hosts on its list, and ${target} is not on it.`,
    remedy: ({ target }) =>
      `Check the name of the host. If it is right, add it: --relay-target ${target} for “npm start”, --allow ${target} for “npm run relay”.`,
  },
  'relay/private-address': {
    title: 'The host has a private address',
    explanation: ({ address, target }) =>
      `The name in ${target} leads to an address inside of a network, and the relay at ${address} connects to those only if that host was added to its list by name.`,
    remedy: ({ target }) =>
      `If that is meant, as with a private endpoint, add the host: --relay-target ${target} for “npm start”, --allow ${target} for “npm run relay”.`,
  },
  'relay/busy': {
    title: 'The relay has no room left',
    explanation: ({ address }) => `The relay at ${address} has as many connections open as it may have.`,
    remedy: 'Stop some devices, or wait a little and start again. Whoever runs the relay can allow more with --max.',
    action: { kind: 'start-again', label: 'Start again' },
  },
  'relay/target-unreachable': {
    title: 'The relay could not reach the host',
    explanation: ({ address, target, reason }) =>
      `The relay at ${address} took the connection on, but could not connect to ${target}: ${describeReason(reason)}.`,
    remedy: 'Check the name and that the host runs, and whether a firewall on the way lets its port through.',
    action: { kind: 'start-again', label: 'Start again' },
  },
  'relay/idle': {
    title: 'The relay ended a silent connection',
    explanation: ({ address, seconds }) =>
      `Nothing went over the connection${seconds > 0 ? ` for ${describeDuration(seconds)}` : ' for a long while'}, so the relay at ${address} ended it.`,
    remedy: 'Start again. If it comes back, have the relay started with a longer --idle.',
    action: { kind: 'start-again', label: 'Start again' },
  },
  'relay/ended': {
    title: 'The connection to the relay was cut',
    explanation: ({ address }) =>
      `The relay at ${address} was ended, or the network between it and this browser has changed.`,
    remedy: 'Check that the relay runs, then start again.',
    action: { kind: 'start-again', label: 'Start again' },
  },
  'relay/address-form': {
    title: 'This is not the address of a relay',
    explanation: ({ found }) =>
      `“${found}” was read as an address, and the one of a relay begins with wss:// or, on this machine, with ws://.`,
    remedy: 'Write it as the relay printed it, such as wss://relay.example.com/relay, and without its token.',
  },
  'relay/token-form': {
    title: 'This is not the token of a relay',
    explanation: 'A token of a relay has 16 to 256 letters, digits and the signs - . _ ~, without a blank.',
    remedy: 'Copy the token whole, as the relay printed it or as it stands in its token file.',
  },
};

/** What the system of the relay calls the reason, in words; its own name where there are none. */
function describeReason(reason: string): string {
  if (reason.startsWith(OF_SERVER)) {
    return 'its own local cloud could not open its port for TLS, and the terminal of the server says why';
  }
  return REASONS[reason] ?? (reason === '' ? 'it did not say why' : `its system calls the reason ${reason}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing takes connections at that port (ECONNREFUSED)',
  ECONNRESET: 'the host broke the connection off (ECONNRESET)',
  EHOSTUNREACH: 'no way leads to that host (EHOSTUNREACH)',
  ENETUNREACH: 'no way leads to its network (ENETUNREACH)',
  ENOTFOUND: 'there is no host of that name (ENOTFOUND)',
  EAI_AGAIN: 'the name could not be looked up now (EAI_AGAIN)',
  ETIMEDOUT: 'no answer came in time (ETIMEDOUT)',
};

/** What kept a server's own cloud from taking the connection is said there. */
const OF_SERVER = 'terminal/';

/** A relay is reached by WebSockets; what was asked by HTTP is the server of the page, for its relay. */
const isServerOfPage = (address: string): boolean => address.startsWith('http');
