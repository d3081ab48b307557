import type { CameraDenial } from '../../errors/code-facts.ts';
import type { WordsOf } from '../described.ts';

const denied: Readonly<Record<CameraDenial, { readonly explanation: string; readonly remedy: string }>> = {
  'this-time': {
    explanation: 'The browser asked whether this page may use the camera, and the answer was no, or none was given.',
    remedy:
      'Turn the camera on again and allow it. If the browser asks no more, allow the camera in the settings beside the address bar. Or take a photo of the code.',
  },
  remembered: {
    explanation: 'The browser remembers that this page may not use the camera, and does not ask again.',
    remedy:
      'Press the symbol beside the address bar, set the camera to “Allow”, and turn it on again. Or take a photo of the code.',
  },
  system: {
    explanation: 'This device does not let the browser use the camera.',
    remedy:
      'In the settings of the device, under privacy, allow the camera for this browser, and turn it on again. Or open a picture of the code.',
  },
};

/** Words for cameras: why there is no picture of one. Every way out without a camera is named where it helps. */
export const cameraWords: WordsOf<'camera'> = {
  'camera/denied': {
    title: 'The camera is not allowed',
    explanation: ({ denial }) => denied[denial].explanation,
    remedy: ({ denial }) => denied[denial].remedy,
  },
  'camera/none': {
    title: 'No camera was found',
    explanation: 'This device has no camera, or none that the browser can use.',
    remedy: 'Connect a camera and turn it on again, or open a picture of the code, or paste its text.',
  },
  'camera/busy': {
    title: 'The camera is in use elsewhere',
    explanation: 'Another program or tab has the camera, or the camera does not start.',
    remedy: 'Close what uses the camera, such as a video call, and turn it on again. Or take a photo of the code.',
  },
  'camera/insecure': {
    title: 'The camera needs a secure address',
    explanation: 'Browsers give the camera only to pages at https:// or on localhost, and this page is at neither.',
    remedy: 'Open the page at its https:// address, or take a photo of the code and open it here.',
  },
  'camera/unsupported': {
    title: 'This browser gives no camera',
    explanation: 'The browser has no way for a page to use a camera, as some browsers inside other apps.',
    remedy: 'Open the page in Chrome, Edge, Firefox or Safari, or take a photo of the code and open it here.',
  },
  'camera/lost': {
    title: 'The camera went away',
    explanation: 'It was unplugged, or the device took it away, as for a call.',
    remedy: 'Turn it on again, or choose another camera.',
  },
};
