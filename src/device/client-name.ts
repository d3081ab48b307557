import { VERSION } from '#core/version';

/** How the device names its software to services: `ClientVersion` at DPS, `DeviceClientType` at a hub. */
export const CLIENT_NAME = `device-workbench/${VERSION}`;
