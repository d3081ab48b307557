/** Domains of Azure's device services in all its clouds: IoT Hub and DPS. */
export const AZURE_DOMAINS: readonly string[] = ['azure-devices', 'azure-devices-provisioning'].flatMap((name) =>
  ['net', 'cn', 'us'].map((suffix) => `${name}.${suffix}`),
);
