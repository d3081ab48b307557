/** How the device names its software to services: `ClientVersion` at DPS, `DeviceClientType` at a hub. */
export const CLIENT_NAME = 'device-workbench/0.1';
