/** What the hub refuses with: the names of its documentation, and their codes; 000 ends one that nobody tells. */
export const HUB_FAULT_CODES = {
  JobQuotaExceeded: 403000,
  JobNotFound: 404000,
  JobAlreadyExists: 409000,
  ConfigurationCountLimitExceeded: 403000,
  ConfigurationNotFound: 404000,
  ConfigurationAlreadyExists: 409000,
  ArgumentInvalid: 400004,
  IotHubUnauthorizedAccess: 401002,
  DeviceMaximumActiveFileUploadLimitExceeded: 403006,
  DeviceDisabled: 403012,
  ResourceNotFound: 404000,
  DeviceNotFound: 404001,
  ModuleNotFound: 404010,
  DeviceNotOnline: 404103,
  DeviceConnectionClosedRemotely: 404104,
  MethodNotAllowed: 405000,
  DeviceAlreadyExists: 409001,
  ModuleAlreadyExistsOnDevice: 409301,
  PreconditionFailed: 412001,
  DeviceMessageLockLost: 412002,
  MessageTooLarge: 413001,
  ThrottlingBacklogTimeout: 429003,
  ServiceUnavailable: 503001,
  GatewayTimeout: 504101,
} as const;

export type HubFaultName = keyof typeof HUB_FAULT_CODES;

/** A refusal. */
export class HubFault {
  readonly name: HubFaultName;
  readonly message: string;

  constructor(name: HubFaultName, message: string) {
    this.name = name;
    this.message = message;
  }

  /** The code's first three digits. */
  get status(): number {
    return Math.floor(HUB_FAULT_CODES[this.name] / 1000);
  }
}

/** Gives the refusal of a request whose content cannot be taken. */
export function refuseArgument(message: string): HubFault {
  return new HubFault('ArgumentInvalid', message);
}
