/** Sentences of the viewfinder; why there is no picture is said in `camera.ts`. */
export const uiViewfinderWords = {
  label: 'Camera',
  turnOn: 'Turn on the camera',
  turnOff: 'Turn off',
  off: 'Pictures are looked at on this device, and none is kept.',
  tired: 'The camera turned itself off: no code came for three minutes.',
  cancel: 'Cancel',
  opening: 'Waiting for the camera. If the browser asks, allow it.',
  aim: 'Hold a code in front of the camera.',

  light: 'Light',
  zoom: 'Zoom',
  zoomed: (times: number): string => `${times.toFixed(1)}×`,
  otherCamera: 'Other camera',
  cameras: 'Choose a camera',
  camera: (label: string, position: number): string => (label === '' ? `Camera ${position}` : label),
  chosen: (label: string): string => `${label} (now)`,
  refused: {
    torch: 'The light did not turn on. The battery may be low, or the camera too warm.',
    zoom: 'The camera did not zoom. Move closer instead.',
  },

  quiet: {
    title: 'No code read yet',
    steady: 'Hold it steady, so that the whole code with its light border fills about half of the picture.',
    blurred: 'If it is blurred, move away until it is sharp.',
    zoom: 'If it is small, stay where it is sharp and zoom in.',
    light: 'If it is dark, turn on the light.',
    glare: 'If it shines, tilt it; and wipe the lens.',
    photo: 'If it is still not read, take a photo of it, or open a picture.',
  },
} as const;
