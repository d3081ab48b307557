import type { Cause } from '../../errors/facts.ts';

/** One possible cause of a refusal in words: what it is, and what mends it. */
export interface CauseWords {
  readonly title: string;
  readonly remedy: string;
}

/** Words for every cause; one that is missing does not compile. */
export const causeWords: { readonly [C in Cause]: CauseWords } = {
  'group-key-used-as-device-key': {
    title: 'A group key used as a device key',
    remedy: 'Try it as a group key: the key of this device is then derived from it.',
  },
  'derived-twice': {
    title: 'The key was derived twice',
    remedy: 'Use this key as a device key, since it is already derived, or paste the group key itself.',
  },
  'wrong-key': {
    title: 'The key belongs to another device or group',
    remedy:
      'Copy the primary key again from the same device or group that the ID belongs to; it may have been renewed.',
  },
  'wrong-id-scope': {
    title: 'The ID scope is another one',
    remedy: 'Compare the ID scope with the overview of the DPS instance, letter by letter.',
  },
  'upper-case-id': {
    title: 'The ID has capital letters',
    remedy:
      'Spell the ID as it was when the key was derived, most often in small letters, since the spelling changes the key.',
  },
  'unknown-device': {
    title: 'The service does not know the device',
    remedy: 'Create the device or its enrollment first, or check that the ID is not the one of the device before.',
  },
  'device-disabled': {
    title: 'The device is switched off in the service',
    remedy: 'Ask an operator to enable the device, or start again: it may have moved to another hub.',
  },
  'waiting-for-approval': {
    title: 'The device waits for approval',
    remedy: 'Ask an operator to approve the device in IoT Central, then start again.',
  },
  'device-blocked': {
    title: 'An operator has blocked the device',
    remedy: 'Ask an operator to unblock the device, then start again.',
  },
  'clock-behind': {
    title: 'The clock of this machine is behind',
    remedy: 'Set the clock of this machine: its tokens have ended before the service sees them.',
  },
  'token-expired': {
    title: 'The token has ended',
    remedy: 'Start again: each start makes a new token.',
  },
  'other-hub': {
    title: 'The device belongs to another hub',
    remedy: 'Check the hub’s name, or connect through DPS, which always knows the right hub.',
  },
  'other-client-took-over': {
    title: 'Another program uses this device ID',
    remedy: 'Stop the other program or tab: a hub lets only the newest connection of an ID stand.',
  },
  'server-gone': {
    title: 'The local cloud is not running',
    remedy: 'Start it again with “npm start”; the device then connects by itself.',
  },
  'host-name': {
    title: 'The host name leads elsewhere or nowhere',
    remedy: 'Compare the host name with the overview of the hub or of the DPS instance.',
  },
  firewall: {
    title: 'A firewall or proxy is in between',
    remedy: 'Try another network, or ask for WebSockets to this host on port 443 to be allowed.',
  },
  'client-certificate-request': {
    title: 'The browser gave up over a certificate request',
    remedy:
      'Start again: the service asks for a client certificate, and some browsers drop the first connection for that even when none is needed.',
  },
  'wrong-path': {
    title: 'The server expects another path or protocol',
    remedy: 'Check that the server takes WebSockets at /$iothub/websocket with the sub-protocol mqtt.',
  },
  'policy-of-hub': {
    title: 'The hub ended it by its own rules',
    remedy:
      'Look at the last rows of the trace: a hub closes on messages over 256 KB, on quotas and for its own maintenance.',
  },
  'policy-of-page': {
    title: 'This page may not go there',
    remedy:
      'Start the server with “--allow-host HOST”, with the host of this address, or build the static copy with it: a browser lets this page reach only hosts that are named there.',
  },
  'unsupported-topic': {
    title: 'A topic that the hub does not have',
    remedy: 'Take out the topic that was used last: a hub closes the connection on any topic that is not its own.',
  },
  'service-busy': {
    title: 'The service is busy',
    remedy: 'Wait a little: the device tries again by itself, each time a little later.',
  },
  offline: {
    title: 'This machine has no network',
    remedy: 'Connect this machine to a network; the device then connects by itself.',
  },
  'allocation-failed': {
    title: 'The allocation function answered with an error',
    remedy: 'Start again once, and ask the owner of the enrollment to look into the log of its allocation function.',
  },
  'no-hub': {
    title: 'No hub is linked to the enrollment',
    remedy: 'Ask the owner of the DPS instance to link a hub and to select it in the enrollment.',
  },
  'certificate-not-enrolled': {
    title: 'Another certificate is enrolled',
    remedy: 'Compare the thumbprint of this certificate with the primary and the secondary one of the enrollment.',
  },
  'chain-incomplete': {
    title: 'Certificates between device and authority are missing',
    remedy:
      'Import the certificate again with its whole chain: the service wants each issuer up to the authority that it knows.',
  },
  'authority-not-verified': {
    title: 'The authority is not enrolled or not verified',
    remedy:
      'Look at the certificates of the service: the authority has to be there, verified, and in the group of this device.',
  },
  'thumbprint-differs': {
    title: 'The hub knows another thumbprint',
    remedy: 'Compare the thumbprint of this certificate with those of the device in the hub.',
  },
  'certificate-names-other': {
    title: 'The certificate names another device',
    remedy:
      'Where the hub goes by the authority, the common name has to be the device ID: choose the certificate of this device, or correct the ID.',
  },
  'certificate-ended': {
    title: 'The certificate has ended',
    remedy: 'Renew the certificate, and let the device connect with the new one.',
  },
};
