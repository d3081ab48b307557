import type { WordsOf } from '../described.ts';
import { describeDuration } from '../duration.ts';
import { remedyOfFirst } from './dps.ts';

/** Words for connections that end before MQTT has its say. */
export const socketWords: WordsOf<'socket'> = {
  'socket/unreachable': {
    title: 'The service could not be reached',
    explanation: ({ address }) =>
      `No connection to ${address} came about. A browser does not tell a page whether the name, the network or the server is the reason.`,
    remedy: remedyOfFirst('Try again in a moment, and check the address if it stays so.'),
    action: { kind: 'start-again', label: 'Start again' },
  },
  'socket/closed': {
    title: 'The connection was cut',
    explanation: ({ address }) =>
      `The connection to ${address} ended before the service had answered. Nothing came with it that would say why.`,
    remedy: remedyOfFirst('Try again in a moment, and check the address if it stays so.'),
    action: { kind: 'start-again', label: 'Start again' },
  },
  'socket/not-mqtt': {
    title: 'The server does not speak MQTT',
    explanation: ({ address }) => `Something at ${address} answered, but not as an MQTT server does.`,
    remedy: remedyOfFirst('Check that the address is the one of the hub or of the DPS endpoint.'),
  },
  'socket/silent': {
    title: 'The service does not answer',
    explanation: ({ address, seconds }) =>
      `A connection to ${address} was tried, and within ${describeDuration(seconds)} no answer came.`,
    remedy: 'Start again; if it stays so, try another network or look for a firewall in between.',
    action: { kind: 'start-again', label: 'Start again' },
  },
};
