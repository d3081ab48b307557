import { findingOf } from '#core/errors/workbench-error';
import type { Vault } from '#core/ports/vault';

const KIND = 'cloud-state';
const ID = 'tab';
const SCHEMA = 1;

/** Keeps the state of the cloud in this browser, which holds keys and so is sealed whole. */
export interface CloudStateKeeper {
  /** Gives what was kept, as plain data; undefined when nothing was, or when the vault cannot be read. */
  read(): Promise<unknown>;
  /** Keeps a state; resolves when it is kept, or when this browser keeps none. */
  keep(state: unknown): Promise<void>;
}

/** Gives the keeper over a vault. Without a vault (a private window) the cloud lives as long as its worker. */
export function createCloudStateKeeper(vault: Vault): CloudStateKeeper {
  /** What a later version of the app has there is not written over. */
  let isLeftAlone = false;

  return {
    async read() {
      try {
        const record = await vault.read(KIND, ID);
        isLeftAlone = record !== undefined && record.schema > SCHEMA;
        return isLeftAlone ? undefined : record?.secret;
      } catch (error) {
        return ignoreForeseen(error);
      }
    },
    async keep(state) {
      if (isLeftAlone) return;
      await vault.write({ id: ID, kind: KIND, schema: SCHEMA, public: {}, secret: state }).catch(ignoreForeseen);
    },
  };
}

/** A cloud for trying things out works without its past; a mistake of ours is still one. */
function ignoreForeseen(error: unknown): undefined {
  if (findingOf(error) === undefined) throw error;
  return undefined;
}
