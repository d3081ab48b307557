import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { KeySecret } from '#core/identity/device-record';
import { judgeKey } from '#core/sas/key';
import { uiAddDeviceWords } from '#core/words/en/ui-add-device';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { uiDevicesWords } from '#core/words/en/ui-devices';
import { describeFinding } from '#core/words/words';
import { replaceKeys } from '#app/use-cases/replace-keys';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { field, type FieldNote } from '../../elements/field/field.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { secretInput } from '../../elements/field/secret-input.ts';
import { segmented } from '../../elements/field/segmented.ts';
import { DeviceTab } from './device-tab.ts';

const words = uiDeviceWords.credentials;
type KeyKind = KeySecret['kind'];
type KeyName = 'primaryKey' | 'secondaryKey';

/** New keys for a device that is there. Event: `dw-close` when it is done or given up. */
@customElement('dw-replace-keys-form')
export class ReplaceKeysForm extends DeviceTab {
  @state() private kind: KeyKind = 'device-key';
  @state() private typed: Readonly<Record<KeyName, string>> = { primaryKey: '', secondaryKey: '' };
  /** Fields whose error is shown: those that were left, until they are typed into again. */
  @state() private left: ReadonlySet<KeyName> = new Set();
  @state() private busy = false;

  protected override begin(): void {
    const { keyKind } = this.detail.record;
    this.kind = keyKind === 'group-key' ? keyKind : 'device-key';
  }

  #judge(name: KeyName): { error: string | undefined; notes: readonly FieldNote[]; key: string | undefined } {
    if (name === 'secondaryKey' && this.typed[name].trim() === '')
      return { error: undefined, notes: [], key: undefined };
    const verdict = judgeKey(this.typed[name], { role: this.kind === 'group-key' ? 'group' : 'device' });
    if (verdict.ok) {
      const notes = verdict.notes.map((finding): FieldNote => {
        const { title, explanation } = describeFinding(finding);
        return { tone: 'warn', text: `${title}. ${explanation}` };
      });
      return { error: undefined, notes, key: verdict.value.keyBase64 };
    }
    const { explanation, remedy } = describeFinding(verdict.findings[0]);
    return { error: `${explanation} ${remedy}`, notes: [], key: undefined };
  }

  #type(name: KeyName, text: string): void {
    this.typed = { ...this.typed, [name]: text };
    this.left = new Set([...this.left].filter((one) => one !== name));
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    this.left = new Set(['primaryKey', 'secondaryKey']);
    const [primary, secondary] = [this.#judge('primaryKey'), this.#judge('secondaryKey')];
    await this.updateComplete;
    if (primary.key === undefined || secondary.error !== undefined) {
      focusFirstError(this);
      return;
    }
    const secret: KeySecret = {
      kind: this.kind,
      primaryKey: primary.key,
      ...(secondary.key === undefined ? {} : { secondaryKey: secondary.key }),
    };
    this.busy = true;
    const fate = await this.app.run(() => replaceKeys(this.app.services.devices, this.deviceId, secret));
    this.busy = false;
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: words.replaced });
    this.raise('dw-close', undefined);
  }

  #key(name: KeyName, label: string, autofocus: boolean): TemplateResult {
    const { error, notes } = this.#judge(name);
    const shown = this.left.has(name) ? error : undefined;
    const options = { id: `replace-${name}`, label, error: shown, notes, optional: name === 'secondaryKey' };
    return field(options, (ties) =>
      secretInput(ties, {
        value: this.typed[name],
        onInput: (text) => this.#type(name, text),
        onBlur: () => {
          if (this.typed[name] !== '') this.left = new Set([...this.left, name]);
        },
        autofocus,
      }),
    );
  }

  #kindChoice(): TemplateResult | typeof nothing {
    if (this.detail.record.route.kind === 'hub') return nothing;
    return segmented<KeyKind>({
      name: 'replace-kind',
      label: words.keyKind,
      labelShown: true,
      options: (['group-key', 'device-key'] as const).map((value) => ({
        value,
        label: uiDevicesWords.credential[value],
      })),
      value: this.kind,
      onChange: (kind) => (this.kind = kind),
    });
  }

  override render(): TemplateResult {
    const primary = this.kind === 'group-key' ? words.groupKey : words.deviceKey;
    const body = html`<form class="stack" @submit=${(event: Event) => void this.#submit(event)}>
      ${this.#kindChoice()} ${this.#key('primaryKey', primary, true)}
      ${this.kind === 'device-key' ? this.#key('secondaryKey', uiAddDeviceWords.secondaryKey.label, false) : nothing}
      <div class="actions">
        <button class="btn" type="button" @click=${() => this.raise('dw-close', undefined)}>${words.cancel}</button>
        <button class="btn primary" type="submit" aria-busy=${this.busy ? 'true' : nothing}>${words.replaceNow}</button>
      </div>
    </form>`;
    return card({ heading: words.replace, hint: words.replaceHint, body });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-replace-keys-form': ReplaceKeysForm;
  }
}
