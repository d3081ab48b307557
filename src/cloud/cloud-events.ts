import type { Json, JsonObject } from '#core/bytes/json';
import type { Attempt } from './attempts.ts';
import type { CommandEnd } from './state/template-state.ts';

/** What the operator can watch happen, one line of `/_emu/events` each. `at` is in milliseconds since the epoch. */
export type CloudEvent =
  | {
      readonly type: 'telemetry';
      readonly at: number;
      readonly deviceId: string;
      readonly body: Json;
      readonly properties: Readonly<Record<string, string>>;
    }
  | { readonly type: 'connected' | 'disconnected'; readonly at: number; readonly deviceId: string }
  | { readonly type: 'attempt'; readonly at: number; readonly deviceId?: string; readonly attempt: Attempt }
  | {
      readonly type: 'twin';
      readonly at: number;
      readonly deviceId: string;
      /** `cloud`: cloud properties, which no device hears of. */
      readonly section: 'desired' | 'reported' | 'cloud';
      readonly patch: JsonObject;
      /** Null for cloud properties, which have none. */
      readonly version: number | null;
    }
  | {
      readonly type: 'command';
      readonly at: number;
      readonly deviceId: string;
      readonly name: string;
      readonly outcome: CommandEnd;
      readonly status: number | null;
    }
  | {
      readonly type: 'message';
      readonly at: number;
      readonly deviceId: string;
      readonly messageId: string;
      readonly outcome:
        'queued' | 'delivered' | 'completed' | 'rejected' | 'expired' | 'delivery-count-exceeded' | 'purged';
    }
  | {
      /** An entry of the enrollment list; its ID is a group's, or a registration's. */
      readonly type: 'enrollment';
      readonly at: number;
      readonly kind: 'group' | 'individual';
      readonly id: string;
      readonly change: 'put' | 'removed';
    }
  | {
      /** A CA certificate of DPS or of the hub. */
      readonly type: 'authority';
      readonly at: number;
      readonly service: 'dps' | 'hub';
      readonly name: string;
      readonly change: 'put' | 'removed';
    }
  | {
      /** A file that a device uploaded; `size` in bytes. */
      readonly type: 'file';
      readonly at: number;
      readonly deviceId: string;
      readonly name: string;
      readonly size: number;
    }
  | {
      /** A device template was published, or removed. */
      readonly type: 'template';
      readonly at: number;
      readonly templateId: string;
      readonly modelId: string;
      readonly change: 'put' | 'removed';
    }
  | {
      /** A model of the local repository came, was replaced, or was taken out. */
      readonly type: 'model';
      readonly at: number;
      readonly modelId: string;
      readonly change: 'put' | 'removed';
    }
  /** The cloud is a new one: nothing that was told before is there any more. */
  | { readonly type: 'reset'; readonly at: number }
  /** A setting was changed, or a fault on purpose began, struck or ended. */
  | { readonly type: 'settings'; readonly at: number }
  | {
      /** A device was given a template, or another one, or none. */
      readonly type: 'template-assigned';
      readonly at: number;
      readonly deviceId: string;
      readonly templateId: string | null;
    }
  | {
      readonly type: 'device';
      readonly at: number;
      readonly deviceId: string;
      readonly change: 'added' | 'changed' | 'removed';
    };

/** Tells followers what happens. */
export interface EventFeed {
  /** False when nobody listens, so that costly events need not be made. */
  readonly followed: boolean;
  tell(event: CloudEvent): void;
  /** Returns a function that stops it. A listener that throws loses its own events only. */
  follow(listener: (event: CloudEvent) => void): () => void;
  dispose(): void;
}

/** Gives a feed without followers. */
export function createEventFeed(): EventFeed {
  const listeners = new Set<(event: CloudEvent) => void>();
  return {
    get followed() {
      return listeners.size > 0;
    },
    tell(event) {
      for (const listener of listeners) {
        try {
          listener(event);
        } catch {
          // A host whose stream has just ended must not take a device's connection with it.
          listeners.delete(listener);
        }
      }
    },
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => listeners.clear(),
  };
}
