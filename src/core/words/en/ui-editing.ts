/** Sentences that forms share: where devices register, and what is said of fields. */
export const uiEditingWords = {
  faults: (count: number): string => (count === 1 ? 'One field needs a change' : `${count} fields need a change`),
  useValue: (value: string): string => `Use “${value}”`,
  endpoint: {
    label: 'Provisioning service',
    hint: {
      global: 'For IoT Central and DPS in Azure’s public cloud.',
      china: 'For Azure operated by 21Vianet in China.',
      us: 'For Azure Government in the United States.',
      own: 'For a private endpoint of your own.',
      server: 'The local cloud in the server that sent this page.',
      browser: 'The local cloud in this browser. It works without any server.',
    },
    options: {
      global: 'Azure, global',
      china: 'Azure China (.cn)',
      us: 'Azure Government (.us)',
      own: 'Another host',
      server: 'Local cloud of this server',
      browser: 'Local cloud in this browser',
    },
    localText: 'This cloud is at hand.',
    fillLocal: 'Use its ID scope and group key',
  },
  ownHost: {
    label: 'Host of the provisioning service',
    hint: 'A host name without https://. This page may only reach hosts that its server was told of.',
    placeholder: 'my-dps.azure-devices-provisioning.net',
  },
  idScope: {
    label: 'ID scope',
    hint: 'Names the provisioning service. In IoT Central: Permissions, Device connection groups. In Azure: the overview of the DPS.',
    placeholder: '0ne00A1B2C3',
  },
} as const;
