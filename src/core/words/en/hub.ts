import type { WordsOf } from '../described.ts';
import { describeDuration } from '../duration.ts';
import { remedyOfFirst } from './dps.ts';

/** Words for the answers of IoT Hub. */
export const hubWords: WordsOf<'hub'> = {
  'hub/refused': {
    title: 'The hub refused the connection',
    explanation: ({ host }) =>
      `“${host}” was reached and did not let the device in. The service gives one answer for several reasons and does not say which one it is.`,
    remedy: remedyOfFirst(
      'Compare the hub’s name, the device ID and the key or certificate with those of the device’s page.',
    ),
    action: ({ usesCertificate }) =>
      usesCertificate === true ? undefined : { kind: 'edit-keys', label: 'Check the keys' },
  },
  'hub/busy': {
    title: 'The hub is not available just now',
    explanation: ({ host }) =>
      `“${host}” answered that it cannot take the connection at the moment. A quota that is used up looks the same.`,
    remedy: 'Nothing needs to be done: the device tries again by itself, each time a little later.',
  },
  'hub/closed': {
    title: 'The hub closed the connection',
    explanation: ({ host, onlineSeconds }) =>
      `“${host}” ended the connection after ${describeDuration(onlineSeconds)}. MQTT has no way to say why, so the service does not say it.`,
    remedy: remedyOfFirst('Start again, and look at the last rows of the trace if it happens once more.'),
    action: { kind: 'start-again', label: 'Start again' },
  },
  'hub/subscription': {
    title: 'The hub refused a subscription',
    explanation: ({ topic }) => `The hub does not deliver messages under “${topic}” to this device.`,
    remedy: 'Check the topic: a device may subscribe only to its own messages, its twin and its commands.',
  },
};
