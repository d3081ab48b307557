import type { ExportSettings } from '#core/export/flashed-device';
import type { KeyedDevice } from '#core/ports/key-maker';
import { printGroupKeys } from '#core/export/print-group-keys';
import { makeGroupKey } from '#core/sas/group-key';
import { createStore, type ReadableStore } from '#core/store';
import type { Services } from '../services.ts';
import { addKeyedDevice } from '../use-cases/add-keyed-device.ts';
import { readGroupKeys } from '../use-cases/read-group-keys.ts';
import { addressOf, placeOf, type Endpoint } from './endpoint.ts';
import {
  EMPTY_KEY_DRAFT,
  groupKeysOf,
  judgeGroupKey,
  judgeKeyDraft,
  type KeyDraft,
  type KeyField,
} from './key-draft.ts';
import type { FieldJudgement } from './field-judgement.ts';
import { sourceChange, sourceOf } from './id-draft.ts';
import { createIdList, type IdList } from './id-list.ts';
import { exportSettingsOf } from './key-settings.ts';
import { createLocalClouds, type LocalClouds } from './local-clouds.ts';
import { createMadeKeys, type ExportOutlet, type MadeKeys } from './made-keys.ts';

/** What is typed into the room, with its judgement. */
export interface JudgedDraft {
  readonly draft: KeyDraft;
  readonly fields: ReadonlyMap<KeyField, FieldJudgement>;
}

/** The Keys room. It lives as long as the page, so that going to another room and back loses nothing. Holds keys. */
export interface KeyRoom {
  readonly typed: ReadableStore<JudgedDraft>;
  readonly list: IdList;
  readonly made: MadeKeys;
  readonly clouds: LocalClouds;
  /** Takes what is typed or chosen; another group key or other IDs put the keys away that were made. */
  change(part: Partial<KeyDraft>): void;
  /**
   * Chooses an endpoint; what the local cloud before it filled in goes. Errors: `cloud/unreachable` for one in this
   * browser that cannot be started.
   */
  chooseEndpoint(endpoint: Endpoint): Promise<void>;
  /** Takes ID scope and keys of the local cloud that is chosen. */
  fillFromCloud(): Promise<void>;
  /** Makes new keys of so many bytes in the place of those that are there. Gives how to have those back. */
  makeNewKeys(byteCount: 64 | 32): () => void;
  /** Copies or saves the group's keys. Errors: `clipboard/denied`. */
  keepNewKeys(outlet: ExportOutlet): Promise<void>;
  /** Makes the keys of the list; only for a draft without faults. Errors: AbortError when it was cancelled. */
  make(): Promise<void>;
  /** Gives the settings that an export would have now. */
  settings(): ExportSettings;
  export(outlet: ExportOutlet): Promise<void>;
  /** Makes a virtual device where the draft says, and gives its id (ours). Errors: `device/name-taken`, `vault/…`. */
  addVirtualDevice(device: KeyedDevice): Promise<string>;
  /** Forgets everything. Gives how to have back what was typed. */
  clear(): () => void;
  dispose(): void;
}

/** Gives the room, empty. */
export function createKeyRoom(services: Services): KeyRoom {
  return new Room(services);
}

const DERIVED_BYTES = 32;
const GROUP_KEYS_FILE = 'group-keys.env';

class Room implements KeyRoom {
  readonly typed = createStore<JudgedDraft>({ draft: EMPTY_KEY_DRAFT, fields: judgeKeyDraft(EMPTY_KEY_DRAFT) });
  readonly list: IdList;
  readonly made: MadeKeys;
  readonly clouds: LocalClouds;
  readonly #services: Services;
  /** Keys in the fields that turned out to be keys of devices made here. */
  #madeHere: readonly string[] = [];
  #hasMade = false;

  constructor(services: Services) {
    this.#services = services;
    this.list = createIdList(services.keys, services.clock, services);
    this.made = createMadeKeys(services);
    this.clouds = createLocalClouds(services);
  }

  get #draft(): KeyDraft {
    return this.typed.get().draft;
  }

  change(part: Partial<KeyDraft>): void {
    const before = this.#draft;
    // Another primary key makes it another group; a new one stays new while only the second is changed.
    const origin = part.primaryKey === undefined ? before.origin : 'typed';
    this.#take({ ...before, origin, ...part });
    if (part.primaryKey !== undefined || part.secondaryKey !== undefined) {
      this.made.leave();
      void this.#lookForDerived();
    }
    const when = sourceChange(before, this.#draft);
    if (when === undefined) return;
    this.made.leave();
    this.list.follow(sourceOf(this.#draft), when);
  }

  async chooseEndpoint(endpoint: Endpoint): Promise<void> {
    this.#leaveCloud();
    this.change({ endpoint });
    if (endpoint === 'browser') await this.clouds.askBrowser();
    const local = this.clouds.at(endpoint);
    if (local !== undefined && this.#draft.idScope.trim() === '') this.change({ idScope: local.idScope });
  }

  /** What a local cloud filled in names nothing anywhere else. Keys that were made of its key stay. */
  #leaveCloud(): void {
    const { endpoint, idScope, primaryKey } = this.#draft;
    const left = this.clouds.at(endpoint);
    if (left === undefined) return;
    if (idScope.trim() === left.idScope) this.change({ idScope: '' });
    const isMade = this.made.work.get().kind !== 'none';
    if (primaryKey === left.groupKey && !isMade) this.change({ primaryKey: '', secondaryKey: '' });
  }

  async fillFromCloud(): Promise<void> {
    const { endpoint } = this.#draft;
    const local = this.clouds.at(endpoint);
    if (local === undefined) return;
    const { primaryKey, secondaryKey = '' } = await readGroupKeys(this.#services, local);
    if (this.#draft.endpoint !== endpoint) return;
    this.change({ idScope: local.idScope, primaryKey, secondaryKey });
  }

  makeNewKeys(byteCount: 64 | 32): () => void {
    const { primaryKey, secondaryKey, origin } = this.#draft;
    const make = (): string => makeGroupKey(this.#services.crypto, byteCount);
    this.change({ primaryKey: make(), secondaryKey: make(), origin: 'new' });
    return () => this.change({ primaryKey, secondaryKey, origin });
  }

  async keepNewKeys(outlet: ExportOutlet): Promise<void> {
    const { origin, primaryKey } = this.#draft;
    const text = printGroupKeys(groupKeysOf(this.#draft));
    if (outlet === 'clipboard') await this.#services.clipboard.write(text);
    else this.#services.files.save(GROUP_KEYS_FILE, 'text/plain', text);
    if (origin === 'new' && this.#draft.primaryKey === primaryKey) this.change({ origin: 'kept' });
  }

  async make(): Promise<void> {
    await this.list.settle();
    const list = this.list.state.get();
    if (list.kind !== 'read' || list.summary.good === 0) return;
    this.#hasMade = true;
    await this.made.make(groupKeysOf(this.#draft), list.summary.good);
  }

  settings(): ExportSettings {
    return exportSettingsOf(this.#draft, this.clouds.known.get(), this.#services.clock.now());
  }

  export(outlet: ExportOutlet): Promise<void> {
    return this.made.export(outlet, this.#draft.format, this.settings());
  }

  addVirtualDevice(device: KeyedDevice): Promise<string> {
    const { dpsHost, idScope } = this.settings();
    const cloud = addressOf(placeOf(this.#draft.endpoint), this.clouds.known.get());
    return addKeyedDevice(this.#services, device, { cloud, dpsHost, idScope });
  }

  clear(): () => void {
    const draft = this.#draft;
    this.#madeHere = [];
    this.change(EMPTY_KEY_DRAFT);
    this.#take(EMPTY_KEY_DRAFT);
    return () => this.change(draft);
  }

  dispose(): void {
    this.list.dispose();
    this.#take(EMPTY_KEY_DRAFT);
  }

  #take(draft: KeyDraft): void {
    this.typed.set({ draft, fields: judgeKeyDraft(draft, this.#madeHere) });
  }

  /** A key of a device that was made here is no group key. The worker knows them; it is not started for this. */
  async #lookForDerived(): Promise<void> {
    if (!this.#hasMade) return;
    for (const field of ['primaryKey', 'secondaryKey'] as const) {
      const verdict = judgeGroupKey(this.#draft, field);
      if (!verdict.ok || verdict.value.bytes.length !== DERIVED_BYTES) continue;
      const { keyBase64 } = verdict.value;
      if (!(await this.#services.keys.wasMadeHere(keyBase64))) continue;
      this.#madeHere = [...this.#madeHere, keyBase64];
      this.#take(this.#draft);
    }
  }
}
