/** Remarks in the files that go to devices with their certificates, and in the commands that do the same. */
export const certificateExportWords = {
  edgeFiles: 'The user aziotcs has to be able to read certificates, and aziotks the keys.',
  edgeCaConfig: 'The CA of the device. Add this to /etc/aziot/config.toml, and: sudo iotedge config apply',
  registrationId: 'The common name of the certificate serves as the registration ID.',
  dotNetSamples: 'For the samples in C#, which read a PFX:',
  certificateStore: (command: string): string =>
    `The samples in embedded C read certificate and key from one file: ${command}`,
  verification: 'Then the certificate that has the code as its name, which the Certificates room makes:',
  enrollmentFile: 'The same by the file, which the CLI has no command of its own for:',
};
