/** Remarks in the files that devices are flashed with, and in the commands that do the same. */
export const exportWords = {
  edgeConfig: '/etc/aziot/config.toml of IoT Edge 1.2 and later. To apply it: sudo iotedge config apply',
  header: (sample: string): string => `Include this in ${sample}, in place of the lines that define these names there.`,
  noDpsToken: 'The Azure CLI prints no token for DPS. This registers the device, with a token of its own.',
};
