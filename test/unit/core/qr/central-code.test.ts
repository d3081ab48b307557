import { expect, test } from 'vitest';
import { printCentralCode } from '#core/qr/forms/central';

/** The worked example of IoT Central's code, in the form that its phone app reads. */
const EXAMPLE = {
  deviceId: 'sensor-01',
  idScope: '0ne00123ABC',
  deviceKey: 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=',
};

test('the text of IoT Central’s code is the base64 of its JSON, in its order and without blanks', () => {
  expect(printCentralCode(EXAMPLE)).toBe(
    'eyJkZXZpY2VJZCI6InNlbnNvci0wMSIsInNjb3BlSWQiOiIwbmUwMDEyM0FCQyIsImRldmljZUtleSI6IkpzbTBseUdwamFWWVZQMmczRm5tbm1HOWRJLzlxVTI0d05veWtVbWVybWM9In0=',
  );
});

test('nothing else of what is known of a device goes into it', () => {
  const more = { ...EXAMPLE, secondaryKey: 'other', name: 'Pump' };
  expect(printCentralCode(more)).toBe(printCentralCode(EXAMPLE));
});
