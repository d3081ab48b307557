import type { Endpoint, KnownClouds } from '#app/stores/endpoint';
import type { LocalClouds } from '#app/stores/local-clouds';
import type { FieldNote } from '../../elements/field/field.ts';
import { localNote } from '../editing/endpoint-field.ts';
import type { DraftEditor } from './draft-editor.ts';

/** What a draft takes from the local clouds, and leaves when it goes elsewhere. */
export class DraftClouds {
  readonly #editor: DraftEditor;
  readonly #local: LocalClouds;
  /** Asks for the cloud in this browser; false when it cannot be had, which was said then. */
  readonly #knowBrowser: () => Promise<boolean>;

  constructor(editor: DraftEditor, local: LocalClouds, knowBrowser: () => Promise<boolean>) {
    this.#editor = editor;
    this.#local = local;
    this.#knowBrowser = knowBrowser;
  }

  /** Takes another service; a local cloud fills in its ID scope. */
  async choose(endpoint: Endpoint): Promise<void> {
    this.#leave();
    this.#editor.change({ endpoint });
    if (endpoint === 'browser') await this.#knowBrowser();
    const local = this.#local.at(endpoint);
    if (local !== undefined && this.#editor.draft.idScope.trim() === '') this.#editor.type('idScope', local.idScope);
  }

  /** Where nothing was said of a service, a certificate is tried with the cloud that is at hand. */
  preferLocal({ server, browser }: KnownClouds): void {
    const { way, endpoint, idScope, store } = this.#editor.draft;
    if (way !== 'certificate' || store === 'browser' || endpoint !== 'global' || idScope.trim() !== '') return;
    if (server !== undefined) void this.choose('server');
    else if (browser !== undefined) void this.choose('browser');
  }

  /** Offers the group key of the chosen cloud, where one is missing. */
  notes(): FieldNote[] {
    const { endpoint, way, primaryKey } = this.#editor.draft;
    const local = this.#local.at(endpoint);
    if (local === undefined || way !== 'group-key' || primaryKey !== '') return [];
    const fill = (): void => this.#editor.change({ idScope: local.idScope, primaryKey: local.groupKey });
    return [localNote(fill)];
  }

  /** What a local cloud filled in names nothing anywhere else. */
  #leave(): void {
    const { endpoint, idScope, primaryKey } = this.#editor.draft;
    const left = this.#local.at(endpoint);
    if (left === undefined) return;
    if (idScope.trim() === left.idScope) this.#editor.change({ idScope: '' });
    if (primaryKey === left.groupKey) this.#editor.change({ primaryKey: '' });
  }
}
