import { showText } from '../../inspect/visible-text.ts';
import type { WordsOf } from '../described.ts';

/** Words for connection strings as they are pasted. */
export const connectionStringWords: WordsOf<'connection-string'> = {
  'connection-string/empty': {
    title: 'The connection string is missing',
    explanation: 'It names the hub, the device and its key in one line, and there is none here.',
    remedy: 'Copy the primary connection string from the device’s page in the hub, and paste it here.',
  },
  'connection-string/form': {
    title: 'A part cannot be read',
    explanation: ({ part }) =>
      /^\d+$/.test(part)
        ? `A connection string is a row of names and values such as HostName=my-hub.azure-devices.net, separated by semicolons. Part ${part} has another form.`
        : `The part “${part}” has no value that can be read.`,
    remedy: 'Copy the whole connection string again, from its first letter to its last equals sign.',
  },
  'connection-string/field-missing': {
    title: 'The connection string is not complete',
    explanation: ({ field }) => `It has no “${field}”, and nothing can connect without it.`,
    remedy: 'Copy the whole connection string again, from its first letter to its last equals sign.',
  },
  'connection-string/field-twice': {
    title: 'A part stands there twice',
    explanation: ({ field }) => `“${showText(field)}” is given more than once, so it is not certain which one counts.`,
    remedy: 'Take the one away that does not belong, or copy the connection string again.',
  },
  'connection-string/field-unknown': {
    title: 'One part is not known',
    explanation: ({ field }) => `“${showText(field)}” is no part of a connection string, so it is passed over.`,
    remedy: 'Check its spelling, capital letters included, if it was meant to do something.',
  },
  'connection-string/two-credentials': {
    title: 'There are two credentials',
    explanation: ({ first, second }) =>
      `The string has both “${first}” and “${second}”, and a device proves who it is in one way only.`,
    remedy: 'Take the one away that the device is not registered with.',
  },
  'connection-string/service-policy': {
    title: 'This string belongs to a service',
    explanation: ({ policy }) =>
      `It carries the policy “${policy}”, which gives rights over the whole hub and is not meant for devices.`,
    remedy: 'Copy the connection string from the page of the device itself, and keep this one off devices.',
  },
  'connection-string/x509': {
    title: 'This device uses a certificate',
    explanation: 'The string says x509=true: the device proves who it is with a certificate, and no key is in it.',
    remedy:
      'Give the certificate where this asks for one, or take the connection string of a device with a symmetric key.',
  },
};
