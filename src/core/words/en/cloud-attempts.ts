import { certificateAttemptWords, type CertificateAttemptFacts } from './certificate-attempts.ts';
import { FAULT_STRIKES, type FaultName } from './fault-names.ts';

/**
 * Why the local cloud accepted, refused or ended a connection: the true cause, which the wire does not tell.
 * Facts hold no secret.
 */
export interface AttemptFacts extends CertificateAttemptFacts {
  'dps-assigned': { readonly entry: string; readonly hub: string; readonly deviceId: string; readonly key: string };
  'hub-connected': { readonly key: string; readonly minutes: number };
  'hub-connected-long-token': { readonly key: string; readonly days: number };

  'unknown-id-scope': { readonly found: string; readonly expected: string };
  'no-password': Record<never, never>;
  'no-authorization': Record<never, never>;
  'token-form': { readonly part: string };
  'token-resource': { readonly found: string; readonly expected: string };
  'token-policy': { readonly found: string; readonly expected: string };
  'token-expired': { readonly secondsAgo: number };
  'wrong-key': { readonly id: string };
  'group-key-as-device-key': { readonly id: string; readonly group: string };
  'derived-twice': { readonly id: string; readonly group: string };
  'derived-from-other-case': { readonly id: string; readonly other: string };
  'key-of-another-device': { readonly id: string; readonly other: string };
  'key-not-decoded': Record<never, never>;
  'signed-decoded-resource': Record<never, never>;
  'group-disabled': { readonly group: string };
  'enrollment-disabled': { readonly id: string };
  'waiting-for-approval': { readonly id: string };
  'device-blocked': { readonly id: string };

  'back-end-token-form': Record<never, never>;
  'back-end-policy': { readonly found: string; readonly expected: string };
  'back-end-key': { readonly policy: string };
  'back-end-token-expired': { readonly secondsAgo: number };
  'back-end-resource': { readonly found: string; readonly expected: string };
  'back-end-permission': { readonly policy: string; readonly permission: string };

  'bearer-accepted': Record<never, never>;
  'bearer-refused': Record<never, never>;
  'operator-token': Record<never, never>;
  'api-token-expired': { readonly id: string };
  'api-token-role': { readonly id: string; readonly roles: string; readonly area: string };

  'unknown-device': { readonly id: string };
  'unknown-device-other-case': { readonly id: string; readonly other: string };
  'unknown-module': { readonly id: string };
  'not-provisioned': { readonly id: string };
  'device-disabled': { readonly id: string };
  'moved-to-other-hub': { readonly id: string; readonly hub: string };
  'moved-while-connected': { readonly hub: string };
  'other-host': { readonly found: string; readonly expected: string };
  'client-id': { readonly found: string; readonly expected: string };
  'client-id-characters': { readonly found: string };
  'user-name-missing': Record<never, never>;
  'user-name-form': { readonly found: string };
  'fault-struck': { readonly kind: FaultName };
  'half-open-over': Record<never, never>;
  'wrong-path': { readonly found: string };

  'registration-body': Record<never, never>;
  'registration-id-form': { readonly id: string };
  'registration-tpm': Record<never, never>;
  'registration-unknown': { readonly id: string };
  'registration-contradicts': { readonly found: string; readonly expected: string };
  'operation-unknown': Record<never, never>;
  'injected-fault': { readonly status: number };

  'connect-late': { readonly seconds: number };
  'connect-missing': { readonly found: string };
  'connect-twice': Record<never, never>;
  'protocol-level': { readonly found: string };
  'packet-malformed': { readonly detail: string };
  'packet-too-large': { readonly bytes: number; readonly limit: number };
  'packet-unexpected': { readonly found: string };
  'keep-alive': { readonly seconds: number };
  'token-ended': Record<never, never>;
  'taken-over': Record<never, never>;
  'removed-while-connected': Record<never, never>;
  'disabled-while-connected': Record<never, never>;
  'reset-while-connected': Record<never, never>;
  'reprovisioned-while-connected': { readonly id: string };
  'publish-qos-2': Record<never, never>;
  'publish-topic': { readonly topic: string };
  'publish-other-device': { readonly topic: string; readonly id: string };
  'publish-without-rid': { readonly topic: string };
  'will-topic': { readonly topic: string };
  'model-id-form': { readonly modelId: string };
  'model-unknown': { readonly modelId: string };
  'model-not-usable': { readonly modelId: string; readonly detail: string };
  'model-of-another-template': { readonly modelId: string; readonly template: string };
  'unassigned-data': Record<never, never>;
  'message-too-large': { readonly bytes: number; readonly limit: number };
  'subscription-topic': { readonly topic: string };
  'subscription-limit': { readonly limit: number };
  'our-mistake': { readonly detail: string };
  'not-kept': Record<never, never>;
}

export type AttemptCause = keyof AttemptFacts;

/** A cause in words: what happened, and what to do about it (empty when there is nothing to do). */
export interface AttemptWords {
  readonly reason: string;
  readonly remedy: string;
}

const DERIVE = 'Derive the device key: HMAC-SHA256 of the registration ID, keyed by the group key, both as base64.';
const CORRECT_CLIENT = 'This is in the client’s code: correct it there and connect again.';

/** The words of every cause. */
export const attemptWords: { readonly [C in AttemptCause]: (facts: AttemptFacts[C]) => AttemptWords } = {
  'dps-assigned': ({ entry, hub, deviceId, key }) => ({
    reason: `Registered with the ${key} of ${entry} and assigned to ${hub} as ${deviceId}.`,
    remedy: '',
  }),
  'hub-connected': ({ key, minutes }) => ({
    reason: `Connected with its ${key}; the token ends in ${plural(minutes, 'minute')}.`,
    remedy: '',
  }),
  'hub-connected-long-token': ({ key, days }) => ({
    reason: `Connected with its ${key}; the token ends only in ${plural(days, 'day')}.`,
    remedy: 'Check the device’s clock if such a long life was not meant: it may be ahead.',
  }),
  ...certificateAttemptWords,

  'unknown-id-scope': ({ found, expected }) => ({
    reason: `The ID scope ${found} is not the one of this cloud.`,
    remedy: `Use the ID scope ${expected}.`,
  }),
  'no-password': () => ({
    reason: 'The CONNECT carried no password, and the device showed no certificate.',
    remedy: 'Send a shared access signature as the password, or show the device’s certificate in TLS.',
  }),
  'no-authorization': () => ({
    reason: 'The request carried no token, and no certificate was shown.',
    remedy: 'Send a shared access signature in the Authorization header; a device may show its certificate instead.',
  }),
  'token-form': ({ part }) => ({
    reason: `The token is not a shared access signature: its part “${part}” is missing, doubled or cannot be read.`,
    remedy: 'Write it as “SharedAccessSignature sr=…&sig=…&se=…”, with sr and sig percent-encoded.',
  }),
  'token-resource': ({ found, expected }) => ({
    reason: `The token was signed for ${found}, but this connection is for ${expected}.`,
    remedy: `Put ${expected} into sr and sign that.`,
  }),
  'token-policy': ({ found, expected }) => ({
    reason: `The token names the policy “${found}”, where “${expected}” belongs.`,
    remedy: expected === '' ? 'Leave skn out: a device signs with its own key.' : `Write skn=${expected}.`,
  }),
  'token-expired': ({ secondsAgo }) => ({
    reason: `The token ended ${duration(secondsAgo)} ago by this cloud’s clock; its signature is right.`,
    remedy: 'Issue a new token. If it was new, the device’s clock is behind: set it.',
  }),
  'wrong-key': ({ id }) => ({
    reason: `The token of ${id} was signed with a key that this cloud does not know.`,
    remedy: 'Copy the key once more, whole, without line breaks.',
  }),
  'group-key-as-device-key': ({ id, group }) => ({
    reason: `The token of ${id} was signed with the key of enrollment group ${group} itself.`,
    remedy: DERIVE,
  }),
  'derived-twice': ({ id, group }) => ({
    reason: `The key of ${id} was derived twice: once from the key of group ${group}, and once more from the result.`,
    remedy: 'Use the device key as it is, or give the group key where a group key is asked for.',
  }),
  'derived-from-other-case': ({ id, other }) => ({
    reason: `The key was derived for ${other}, but the device registers as ${id}: upper and lower case make other keys.`,
    remedy: 'Write the registration ID the same way in both places, best in lower case.',
  }),
  'key-of-another-device': ({ id, other }) => ({
    reason: `The token of ${id} was signed with the key of ${other}.`,
    remedy: `Give ${id} its own key.`,
  }),
  'key-not-decoded': () => ({
    reason: 'The token was signed with the letters of the base64 key instead of the bytes they stand for.',
    remedy: 'Decode the key from base64 before it is used for HMAC.',
  }),
  'signed-decoded-resource': () => ({
    reason:
      'The right key signed another text than the token shows: sr is percent-encoded in the token but was not when it was signed.',
    remedy: 'Sign exactly the characters that stand in sr, then a line feed, then se.',
  }),
  'group-disabled': ({ group }) => ({
    reason: `The enrollment group ${group} is disabled.`,
    remedy: 'Enable the group.',
  }),
  'enrollment-disabled': ({ id }) => ({
    reason: `The individual enrollment ${id} is disabled; it counts even where a group would let the device in.`,
    remedy: 'Enable the enrollment, or delete it to let the device come by its group.',
  }),
  'waiting-for-approval': ({ id }) => ({
    reason: `${id} is new, its key is right, and it waits for an operator’s approval.`,
    remedy: 'Approve the device; it will be accepted when it registers again.',
  }),
  'device-blocked': ({ id }) => ({
    reason: `An operator blocked ${id}.`,
    remedy: 'Unblock the device; it will be accepted when it registers again.',
  }),

  'back-end-token-form': () => ({
    reason: 'A back end sent an Authorization header that is not a shared access signature.',
    remedy: 'Send “SharedAccessSignature sr=…&sig=…&se=…&skn=…”. This cloud takes no tokens of Microsoft Entra ID.',
  }),
  'back-end-policy': ({ found, expected }) => ({
    reason: `A back end named the policy “${found}”, which is not here.`,
    remedy: `Use one of these: ${expected}. The hub and DPS have policies of their own.`,
  }),
  'back-end-key': ({ policy }) => ({
    reason: `A back end signed its token with a key that is not one of the policy ${policy}.`,
    remedy: 'Take the connection string that this cloud printed when it started.',
  }),
  'back-end-token-expired': ({ secondsAgo }) => ({
    reason: `The token of a back end ended ${duration(secondsAgo)} ago by this cloud’s clock; its signature is right.`,
    remedy: 'Issue a new token. If it was new, the clock of the back end is behind: set it.',
  }),
  'back-end-resource': ({ found, expected }) => ({
    reason: `The token of a back end was signed for ${found}, but it asked for ${expected}.`,
    remedy: 'Put the host name that the back end connects to into sr, and sign that.',
  }),
  'back-end-permission': ({ policy, permission }) => ({
    reason: `A back end used the policy ${policy}, which does not allow ${permission}.`,
    remedy: `Use a policy that allows ${permission}.`,
  }),

  'bearer-accepted': () => ({
    reason: 'A client showed a bearer token of Microsoft Entra ID, which nobody has checked: this cloud takes any.',
    remedy: 'Start it without --accept-any-bearer to have such tokens refused.',
  }),
  'bearer-refused': () => ({
    reason: 'A client showed a bearer token of Microsoft Entra ID, which this cloud cannot check.',
    remedy: 'Use a token or a connection string of this cloud, or start it with --accept-any-bearer.',
  }),
  'operator-token': () => ({
    reason: 'A request to the operator’s interface carried no token that opens it.',
    remedy: 'Send the operator token that this cloud printed when it started, or below /api an API token.',
  }),
  'api-token-expired': ({ id }) => ({
    reason: `The API token ${id} has expired.`,
    remedy: 'Make a new one.',
  }),
  'api-token-role': ({ id, roles, area }) => ({
    reason: `The API token ${id} has the role ${roles}, which does not open ${area === '' ? 'this path' : area} for this.`,
    remedy: 'Use a token of the role Administrator.',
  }),

  'unknown-device': ({ id }) => ({
    reason: `This hub has no device ${id}.`,
    remedy: 'Register through DPS first, or add the device to the hub.',
  }),
  'unknown-device-other-case': ({ id, other }) => ({
    reason: `This hub has no device ${id}, but it has ${other}: hubs tell upper from lower case.`,
    remedy: `Connect as ${other}.`,
  }),
  'unknown-module': ({ id }) => ({
    reason: `This hub has the device but no module ${id}.`,
    remedy: 'Add the module to the device.',
  }),
  'not-provisioned': ({ id }) => ({
    reason: `${id} is registered but has no hub yet.`,
    remedy: 'Register through DPS before connecting to the hub.',
  }),
  'device-disabled': ({ id }) => ({
    reason: `${id} is disabled.`,
    remedy: 'Enable the device.',
  }),
  'other-host': ({ found, expected }) => ({
    reason: `The user name asks for the hub ${found}, which is not here.`,
    remedy: `Connect to ${expected}, or let this cloud answer to other hub names in its settings.`,
  }),
  'client-id': ({ found, expected }) => ({
    reason: `The client ID “${found}” differs from “${expected}” in the user name.`,
    remedy: `Use ${expected} as the client ID.`,
  }),
  'client-id-characters': ({ found }) => ({
    reason: `The client ID “${found}” has characters that no device ID has.`,
    remedy: 'Use letters, digits and - . _ : in device IDs.',
  }),
  'user-name-missing': () => ({
    reason: 'The CONNECT carried no user name.',
    remedy: 'DPS: {scope}/registrations/{id}/api-version=2019-03-31. Hub: {host}/{id}/?api-version=2021-04-12.',
  }),
  'user-name-form': ({ found }) => ({
    reason: `The user name “${found}” is neither that of DPS nor that of a hub.`,
    remedy: 'DPS: {scope}/registrations/{id}/api-version=2019-03-31. Hub: {host}/{id}/?api-version=2021-04-12.',
  }),
  'fault-struck': ({ kind }) => ({
    reason: `A fault is on in this cloud: ${FAULT_STRIKES[kind]}.`,
    remedy: 'The device did nothing wrong. Stop the fault to go on.',
  }),
  'moved-to-other-hub': ({ id, hub }) => ({
    reason: `${id} was moved to the hub ${hub}, and asked the other one.`,
    remedy: 'Register through DPS again, which tells the new hub, and connect there.',
  }),
  'moved-while-connected': ({ hub }) => ({
    reason: `The device was moved to the hub ${hub} while it was connected.`,
    remedy: 'Register through DPS again, which tells the new hub, and connect there.',
  }),
  'half-open-over': () => ({
    reason: 'The connection was half open by a fault that is over now, and bytes of it are lost.',
    remedy: 'Connect again.',
  }),
  'wrong-path': ({ found }) => ({
    reason: `The WebSocket was opened at ${found}, where only DPS answers.`,
    remedy: 'Open hub connections at /$iothub/websocket.',
  }),

  'registration-body': () => ({
    reason: 'The body of the registration is not a JSON object.',
    remedy: 'Send {"registrationId":"…"} with an optional payload, or nothing.',
  }),
  'registration-id-form': ({ id }) => ({
    reason: `DPS takes no registration ID like “${id}”.`,
    remedy: 'Use at most 128 letters, digits and - . _ : with a letter, a digit or - at the end.',
  }),
  'registration-tpm': () => ({
    reason: 'The registration asks for TPM attestation, which this cloud does not serve.',
    remedy: 'Use a symmetric key.',
  }),
  'registration-unknown': ({ id }) => ({
    reason: `The device asked for the state of its registration, but ${id} never registered here.`,
    remedy: 'Register first.',
  }),
  'registration-contradicts': ({ found, expected }) => ({
    reason: `The body names the registration ID ${found}, the connection is for ${expected}.`,
    remedy: 'Use the same registration ID in both.',
  }),
  'operation-unknown': () => ({
    reason: 'The device asked for an operation that this cloud did not start, or that a newer registration replaced.',
    remedy: 'Register again and poll with the operation ID of the answer.',
  }),
  'injected-fault': ({ status }) => ({
    reason: `A fault is on in this cloud: DPS answers ${status}.`,
    remedy: 'The device did nothing wrong. Stop the fault to go on.',
  }),

  'connect-late': ({ seconds }) => ({
    reason: `No CONNECT arrived within ${plural(seconds, 'second')}.`,
    remedy: 'Send CONNECT at once when the connection is open.',
  }),
  'connect-missing': ({ found }) => ({
    reason: `The first packet was ${found}, not CONNECT.`,
    remedy: CORRECT_CLIENT,
  }),
  'connect-twice': () => ({
    reason: 'A second CONNECT arrived on one connection.',
    remedy: CORRECT_CLIENT,
  }),
  'protocol-level': ({ found }) => ({
    reason: `The client speaks ${found}; Azure takes MQTT 3.1.1 (level 4).`,
    remedy: 'Set the client to MQTT 3.1.1.',
  }),
  'packet-malformed': ({ detail }) => ({
    reason: `The bytes were not MQTT 3.1.1: ${detail}`,
    remedy: CORRECT_CLIENT,
  }),
  'packet-too-large': ({ bytes, limit }) => ({
    reason: `A packet of ${bytes} bytes was announced; the largest that Azure takes has ${limit}.`,
    remedy: 'Send smaller messages, or upload a file.',
  }),
  'packet-unexpected': ({ found }) => ({
    reason: `The packet ${found} has no place here.`,
    remedy: CORRECT_CLIENT,
  }),
  'keep-alive': ({ seconds }) => ({
    reason: `Nothing arrived for ${plural(seconds, 'second')}, one and a half times the keep-alive.`,
    remedy: 'Send PINGREQ in time; look at the network if it was sent.',
  }),
  'token-ended': () => ({
    reason: 'The token of the connection came to its end.',
    remedy: 'Normal: connect again with a new token, best before the old one ends.',
  }),
  'taken-over': () => ({
    reason: 'A newer connection with the same identity took over.',
    remedy: 'Run each device once. If it was the same device after a bad network, all is well.',
  }),
  'removed-while-connected': () => ({
    reason: 'An operator removed the device while it was connected.',
    remedy: '',
  }),
  'disabled-while-connected': () => ({
    reason: 'An operator disabled the device while it was connected.',
    remedy: 'Enable the device.',
  }),
  'reset-while-connected': () => ({
    reason: 'An operator reset the device while it was connected.',
    remedy: 'Nothing is wrong: let the device register through DPS again.',
  }),
  'reprovisioned-while-connected': ({ id }) => ({
    reason: `${id} registered again, and the policy of its enrollment resets the device: it was made anew at the hub.`,
    remedy: 'Let the device connect again, or set the enrollment to keep its data.',
  }),
  'publish-qos-2': () => ({
    reason: 'A message was published with QoS 2, which IoT Hub and DPS do not take.',
    remedy: 'Publish with QoS 0 or 1.',
  }),
  'publish-topic': ({ topic }) => ({
    reason: `A message was published to ${topic}, which is no topic of the service.`,
    remedy: 'IoT Hub is no general broker: use its own topics.',
  }),
  'publish-other-device': ({ topic, id }) => ({
    reason: `${id} published to ${topic}, a topic of another device.`,
    remedy: `Publish to devices/${id}/messages/events/.`,
  }),
  'publish-without-rid': ({ topic }) => ({
    reason: `The request ${topic} has no $rid.`,
    remedy: 'Add ?$rid= with an ID of the request.',
  }),
  'will-topic': ({ topic }) => ({
    reason: `The will was dropped: its topic ${topic} is not the device’s own telemetry topic.`,
    remedy: 'Use devices/{id}/messages/events/ as the topic of the will.',
  }),
  'model-id-form': ({ modelId }) => ({
    reason: `The device announces the model “${modelId}”, which is no model ID, so it stays without a template.`,
    remedy: 'Give the device a model ID of the form dtmi:com:example:Thermostat;1, or give it a template by hand.',
  }),
  'model-unknown': ({ modelId }) => ({
    reason: `The device announces the model ${modelId}, for which there is no template and no document.`,
    remedy: 'Publish a template of this model, or add the model’s DTDL document to the local model repository.',
  }),
  'model-not-usable': ({ modelId, detail }) => ({
    reason: `No template could be made from the document of the model ${modelId}. ${detail}`,
    remedy: 'Mend the document in the local model repository, and let the device connect again.',
  }),
  'model-of-another-template': ({ modelId, template }) => ({
    reason: `The device announces the model ${modelId}, and has the template ${template}, which is of another model.`,
    remedy: 'Migrate the device to a template of its model, unless this is meant so.',
  }),
  'unassigned-data': () => ({
    reason: 'Messages of the device are dropped: it has no template, and data of such devices is blocked by a setting.',
    remedy: 'Give the device a template, or set unassignedData to accepted.',
  }),
  'message-too-large': ({ bytes, limit }) => ({
    reason: `A message of ${bytes} bytes is beyond the limit of ${limit}.`,
    remedy: 'Send smaller messages, or upload a file.',
  }),
  'subscription-topic': ({ topic }) => ({
    reason: `The device subscribed to ${topic}, which the service does not offer to it.`,
    remedy: 'Subscribe to the five filters of IoT Hub, or to the one of DPS, exactly as documented.',
  }),
  'subscription-limit': ({ limit }) => ({
    reason: `The device subscribed to more than ${limit} filters.`,
    remedy: 'Subscribe to what is used only.',
  }),
  'our-mistake': ({ detail }) => ({
    reason: `The local cloud made a mistake and closed the connection: ${detail}`,
    remedy: 'Connect again, and report this if it comes back.',
  }),
  'not-kept': () => ({
    reason: 'The local cloud could not write the registration to its disk, and promises nothing that it may forget.',
    remedy: 'Look at the terminal of the local cloud: it says why. The device may try again at any time.',
  }),
};

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function duration(seconds: number): string {
  if (seconds < 120) return plural(seconds, 'second');
  if (seconds < 7200) return plural(Math.floor(seconds / 60), 'minute');
  if (seconds < 172_800) return plural(Math.floor(seconds / 3600), 'hour');
  return plural(Math.floor(seconds / 86_400), 'day');
}
