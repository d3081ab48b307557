import type { WordsOf } from '../described.ts';
import { describeCount } from '../duration.ts';

const printTime = (time: number): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Words for what the virtual device itself can or cannot do. */
export const deviceWords: WordsOf<'device'> = {
  'device/running-elsewhere': {
    title: 'This device runs in another tab',
    explanation: ({ name }) =>
      `“${name}” is online in another tab of this browser. Two connections of one ID would throw each other out.`,
    remedy: 'Go to the other tab, or stop the device there and start it here.',
    action: { kind: 'open-other-tab', label: 'Go to the other tab' },
  },
  'device/running-here': {
    title: 'This device runs here already',
    explanation: ({ name }) =>
      `“${name}” is at work in this tab. A second registration beside it could move it to another hub.`,
    remedy: 'Its page says whether its credentials work. Stop it there to check it again.',
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
  'device/check-needs-dps': {
    title: 'Only a provisioning service checks without connecting',
    explanation:
      'This device names its hub, and registers with no service. A hub can only be tried by a connection, which ends the one of the device that has this identity now.',
    remedy: 'Save the device, and start it when the real one may lose its connection.',
  },
  'device/group-key-not-kept': {
    title: 'The group key works, but was not kept',
    explanation:
      'The service accepted the key as a group key, but this browser did not store that. At its next start the device would use it as a device key again, and be refused.',
    remedy: 'Open the keys of the device, and enter the same key as a group key. The trace says why it was not stored.',
    action: { kind: 'edit-keys', label: 'Enter the key' },
  },
  'device/certificate-missing': {
    title: 'The certificate of this device is missing',
    explanation: 'The certificate that the device connects with is not kept in this browser any more.',
    remedy: 'Import the certificate again with its key, or make a new one, and choose it for this device.',
  },
  'device/certificate-key-elsewhere': {
    title: 'The key of this certificate is not here',
    explanation: ({ name }) =>
      `The certificate “${name}” is kept in this browser without its private key, so the device cannot prove that it is its own.`,
    remedy: 'Import the certificate together with its key, as a PFX file for example, or choose another certificate.',
  },
  'device/certificate-key-changed': {
    title: 'The kept key belongs to another certificate',
    explanation: ({ name }) =>
      `The private key that is kept for “${name}” does not match the certificate. Something changed it outside of this app.`,
    remedy: 'Remove the certificate here, and import or make it anew.',
  },
  'device/certificate-ended': {
    title: 'The certificate of this device has ended',
    explanation: ({ name, notAfter }) =>
      `The certificate “${name}” was good until ${printTime(notAfter)}, which has passed. Services refuse it.`,
    remedy: 'Renew the certificate, then choose the new one on this device’s page, under Certificates.',
  },
  'device/certificate-ends-soon': {
    title: 'The certificate of this device ends soon',
    explanation: ({ name, notAfter }) =>
      `The certificate “${name}” is good until ${printTime(notAfter)}. After that the device is refused.`,
    remedy:
      'Renew it before that day. With two certificates enrolled, the device can change to the other one while it runs.',
  },
  'device/certificate-not-yet-valid': {
    title: 'The certificate is not valid yet',
    explanation: ({ name, notBefore }) => `The certificate “${name}” is good from ${printTime(notBefore)} on.`,
    remedy: 'Wait until then, or set the clock of this machine right if it is behind.',
  },
  'device/certificate-for-other': {
    title: 'The certificate names another device',
    explanation: ({ name, id }) =>
      `The certificate is for “${name}”, and the device registers as “${id}”. DPS takes the registration ID from the certificate and refuses another.`,
    remedy: ({ name }) => `Choose the certificate of this device, or add a device with the registration ID “${name}”.`,
  },
  'device/certificate-no-secondary': {
    title: 'The device has one certificate only',
    explanation: 'It can change to another certificate only when it has a primary and a secondary one.',
    remedy: 'Choose a second certificate for the device, and enroll both with the service.',
  },
  'device/issued-chain-form': {
    title: 'The issued certificate cannot be read',
    explanation: 'DPS assigned the device and issued certificates that are not of the form that was asked for.',
    remedy: 'Start the device again. If it happens again, look at the certificate issuance policy of the enrollment.',
  },
  'device/issued-other-key': {
    title: 'The issued certificate is not for this key',
    explanation: 'DPS issued a certificate for another key or another name than the device had asked for.',
    remedy: 'Start the device again. If it happens again, whoever runs the service has to look at it.',
  },
  'device/not-issued': {
    title: 'DPS issued no certificate',
    explanation: 'The device asked for a certificate, was assigned to a hub, and got none.',
    remedy:
      'Link the enrollment to a certificate issuance policy, or let the device connect without an issued certificate.',
  },
  'device/road-not-possible': {
    title: 'The device cannot take this road',
    explanation: 'What it proves itself with, or where its cloud is, leaves it another road only.',
    remedy: 'Start the device on the road that its page names.',
  },
};
