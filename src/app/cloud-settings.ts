import { isJsonObject, memberOf, type JsonObject } from '#core/bytes/json';
import type { FaultName } from '#core/words/en/fault-names';
import { unreadable } from './cloud-answers.ts';
import type { AskOperator } from './cloud-operator.ts';

/** The settings of a cloud by their names; which there are depends on the cloud's version. */
export interface CloudSettingValues {
  readonly settings: JsonObject;
  /** What a new cloud begins with. */
  readonly defaults: JsonObject;
}

/** What a cloud does wrong on purpose. */
export interface CloudFault {
  readonly id: string;
  readonly kind: FaultName;
  /** The device, with its modules; null: everybody. */
  readonly deviceId: string | null;
  /** How often it strikes yet; null: without end. */
  readonly times: number | null;
  /** Until when it is on, in milliseconds since the Unix epoch; null: until it is stopped. */
  readonly until: number | null;
}

/** A fault to begin: its kind with what belongs to it, whom it is for, and how long. */
export interface NewCloudFault {
  readonly kind: FaultName;
  readonly deviceId: string | null;
  readonly times: number | null;
  /** From now; null: until it is stopped. */
  readonly seconds: number | null;
  /** What belongs to the kind, by its names on the wire. */
  readonly details: Readonly<Record<string, number | string | null>>;
}

/** What an operator can ask about the settings of one cloud. Errors as those of `CloudOperator`. */
export interface CloudSettings {
  read(): Promise<CloudSettingValues>;
  /** All of them or none. Errors: `cloud/refused` names the one that the cloud does not take. */
  change(patch: JsonObject): Promise<void>;
  beginFault(fault: NewCloudFault): Promise<void>;
  stopFault(id: string): Promise<void>;
  stopAllFaults(): Promise<void>;
  /** Moves every device that DPS knows to this hub. Gives how many. */
  moveDevices(hub: string): Promise<number>;
  /** Makes the cloud new: another ID scope, other keys, and nothing in it. */
  reset(): Promise<void>;
}

/** Gives what can be asked about settings and faults. */
export function createCloudSettings(ask: AskOperator): CloudSettings {
  return {
    async read() {
      const body = await ask('GET', '/_emu/settings');
      const [settings, defaults] = [memberOf(body, 'settings'), memberOf(body, 'defaults')];
      if (!isJsonObject(settings) || !isJsonObject(defaults)) throw unreadable();
      return { settings, defaults };
    },
    change: async (patch) => void (await ask('PATCH', '/_emu/settings', patch)),
    async beginFault({ kind, deviceId, times, seconds, details }) {
      const end = seconds === null ? {} : { seconds };
      await ask('POST', '/_emu/faults', { kind, deviceId, times, ...end, ...details });
    },
    stopFault: async (id) => void (await ask('DELETE', `/_emu/faults/${encodeURIComponent(id)}`)),
    stopAllFaults: async () => void (await ask('DELETE', '/_emu/faults')),
    reset: async () => void (await ask('POST', '/_emu/reset')),
    moveDevices: async (to) => Number(memberOf(await ask('POST', '/_emu/move', { to }), 'moved') ?? 0),
  };
}
