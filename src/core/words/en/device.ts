import type { WordsOf } from '../described.ts';
import { describeCount } from '../duration.ts';

/** Words for what the virtual device itself can or cannot do. */
export const deviceWords: WordsOf<'device'> = {
  'device/running-elsewhere': {
    title: 'This device runs in another tab',
    explanation: ({ name }) =>
      `“${name}” is online in another tab of this browser. Two connections of one ID would throw each other out.`,
    remedy: 'Go to the other tab, or stop the device there and start it here.',
    action: { kind: 'open-other-tab', label: 'Go to the other tab' },
  },
  'device/unknown': {
    title: 'This device is not here any more',
    explanation: 'The device was removed, perhaps in another tab of this browser.',
    remedy: 'Go back to the list of devices, and add it again if it is still needed.',
  },
  'device/name-taken': {
    title: 'This device is here already',
    explanation: ({ name }) =>
      `“${name}” at this service is in the list of devices, and two of it would disturb each other.`,
    remedy: 'Open the device in the list, or give the new one another ID.',
  },
  'device/not-online': {
    title: 'The device is not online',
    explanation: 'Messages and properties travel only while the device is connected to its hub.',
    remedy: 'Start the device, and send again when it is online.',
  },
  'device/message-too-large': {
    title: 'The message is too large',
    explanation: ({ bytes, limit }) =>
      `It has ${describeCount(bytes, 'byte', 'bytes')} with its properties, and a hub takes at most ${describeCount(limit, 'byte', 'bytes')}. It was not sent.`,
    remedy: 'Send less at once, or divide the message into several.',
  },
  'device/properties-too-large': {
    title: 'The message has too many properties',
    explanation: ({ bytes, limit }) =>
      `Properties travel in the topic, percent-encoded, where these take ${describeCount(bytes, 'byte', 'bytes')} and MQTT allows ${describeCount(limit, 'byte', 'bytes')}. It was not sent.`,
    remedy: 'Send fewer or shorter properties, or put what they say into the body.',
  },
  'device/key-missing': {
    title: 'The key of this device is missing',
    explanation: 'The device is in the list, but its key could not be read from this browser’s storage.',
    remedy: 'Open the keys of the device, and paste the key again.',
    action: { kind: 'edit-keys', label: 'Enter the key' },
  },
  'device/group-key-not-kept': {
    title: 'The group key works, but was not kept',
    explanation:
      'The service accepted the key as a group key, but this browser did not store that. At its next start the device would use it as a device key again, and be refused.',
    remedy: 'Open the keys of the device, and enter the same key as a group key. The trace says why it was not stored.',
    action: { kind: 'edit-keys', label: 'Enter the key' },
  },
};
