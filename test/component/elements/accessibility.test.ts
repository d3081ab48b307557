// First, so that the order of the style layers is stated before any of them begins.
import { complaints, mount } from '../support/mount.ts';
import { html, nothing, type TemplateResult } from 'lit';
import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import '#ui/elements/button/button';
import { card } from '#ui/elements/card/card';
import '#ui/elements/chain/chain';
import { checksList } from '#ui/elements/checks-list/checks-list';
import '#ui/elements/copy/copy';
import { dialog } from '#ui/elements/dialog/dialog';
import { emptyState } from '#ui/elements/empty/empty-state';
import { choiceCards } from '#ui/elements/field/choice-cards';
import { field } from '#ui/elements/field/field';
import { searchInput } from '#ui/elements/field/search-input';
import { secretInput } from '#ui/elements/field/secret-input';
import { segmented } from '#ui/elements/field/segmented';
import { selectInput } from '#ui/elements/field/select-input';
import { switchInput } from '#ui/elements/field/switch-input';
import { textArea } from '#ui/elements/field/text-area';
import { textInput } from '#ui/elements/field/text-input';
import { fileInput } from '#ui/elements/file-input/file-input';
import { filesButton } from '#ui/elements/file-input/files-button';
import { icon, icons } from '#ui/elements/icon/icon';
import '#ui/elements/json/json-field';
import { jsonView } from '#ui/elements/json/json-view';
import { keyValues } from '#ui/elements/key-values/key-values';
import { menuButton } from '#ui/elements/menu/menu-button';
import { notice } from '#ui/elements/notice/notice';
import { pageHeader } from '#ui/elements/page-header/page-header';
import { pager } from '#ui/elements/pager/pager';
import { progress } from '#ui/elements/progress/progress';
import '#ui/elements/relative-time/relative-time';
import '#ui/elements/secret/secret';
import { shell } from '#ui/elements/shell/shell';
import { skeleton } from '#ui/elements/skeleton/skeleton';
import { sparkline } from '#ui/elements/sparkline/sparkline';
import { statTiles } from '#ui/elements/stat-tiles/stat-tiles';
import { status, type StatusKind } from '#ui/elements/status/status';
import { stepsList } from '#ui/elements/steps-list/steps-list';
import { table } from '#ui/elements/table/table';
import { tabPanel } from '#ui/elements/tabs/tabs';
import { tag, type TagTone } from '#ui/elements/tag/tag';
import { commandWords, textBlock } from '#ui/elements/text-block/text-block';
import { validityBar } from '#ui/elements/validity-bar/validity-bar';

const nothingToDo = (): void => undefined;
const KINDS: readonly StatusKind[] = ['online', 'busy', 'waiting', 'failed', 'off', 'never'];
const TONES: readonly TagTone[] = ['plain', 'ok', 'warn', 'err', 'info', 'accent'];

const PARTS: Record<string, () => TemplateResult> = {
  buttons: () =>
    html`<button class="btn primary">${icon(icons.plus)}Add</button> <button class="btn">Stop</button>
      <button class="btn ghost">Later</button> <button class="btn danger">Remove</button>
      <button class="btn primary danger">Remove for ever</button>
      <button class="btn icon" aria-label="Close">${icon(icons.close)}</button>`,
  statuses: () => html`${KINDS.map((kind) => status(kind, `word ${kind}`, 'at first-hub'))}`,
  tags: () => html`${TONES.map((tone) => tag(`tag ${tone}`, tone))}`,
  'a text field with everything': () =>
    html`${field(
      {
        id: 'a',
        label: 'Device ID',
        hint: 'As registered.',
        error: 'Remove the space.',
        optional: true,
        notes: [
          { tone: 'warn', text: 'Upper case.', action: { label: 'Lower it', run: nothingToDo } },
          { tone: 'info', text: 'A note.' },
        ],
      },
      (ties) =>
        textInput(ties, { value: 'a b', onInput: nothingToDo, placeholder: 'boiler-room-03', list: ['one', 'two'] }),
    )}`,
  'a text area': () =>
    html`${field({ id: 'b', label: 'Body' }, (ties) => textArea(ties, { value: '', onInput: nothingToDo }))}`,
  'a select': () =>
    html`${field({ id: 'c', label: 'Endpoint', hint: 'Where.' }, (ties) =>
      selectInput(ties, { value: 'one', options: [{ value: 'one', label: 'One' }], onChange: nothingToDo }),
    )}`,
  'a secret field': () =>
    html`${field({ id: 'd', label: 'Group key' }, (ties) => secretInput(ties, { value: 'abc', onInput: nothingToDo }))}`,
  'a search field': () =>
    html`${searchInput({ id: 'e', label: 'Find a device', value: '', onInput: nothingToDo, shortcut: '/' })}`,
  'a switch': () =>
    html`${switchInput({ id: 'f', label: 'Connect', hint: 'At once.', checked: true, onChange: nothingToDo })}`,
  segments: () =>
    html`${segmented({
      name: 'g',
      label: 'Show',
      options: [
        { value: 'a', label: 'All', count: 3 },
        { value: 'b', label: 'Online', count: 1 },
      ],
      value: 'a',
      onChange: nothingToDo,
    })}`,
  'choice cards': () =>
    html`${choiceCards({
      name: 'h',
      label: 'Credential',
      options: [
        { value: 'a', label: 'Key', text: 'For development.', icon: icons.shield },
        { value: 'b', label: 'X.509', text: 'For production.' },
      ],
      value: 'a',
      onChange: nothingToDo,
    })}`,
  'choice cards without a choice': () =>
    html`${choiceCards({
      name: 'h',
      label: 'Credential',
      options: [{ value: 'a', label: 'Key', text: 'For development.' }],
      value: undefined,
      error: 'Choose one.',
      onChange: nothingToDo,
    })}`,
  'a menu button': () =>
    html`${menuButton({ id: 'i', label: 'Actions', items: [{ label: 'Start', run: nothingToDo }, 'line', { label: 'Remove', run: nothingToDo, danger: true }] })}`,
  'a card': () =>
    html`${card({ heading: 'Card', hint: 'A hint.', actions: html`<button class="btn">Do</button>`, body: html`<p>Body</p>` })}`,
  'an empty place': () =>
    html`${emptyState({ icon: icons.inbox, heading: 'Nothing yet', text: 'Send one.', actions: html`<button class="btn">Send</button>` })}`,
  notices: () =>
    html`${(['info', 'ok', 'warn', 'err'] as const).map((tone) =>
      notice({
        tone,
        title: `A ${tone} notice`,
        explanation: 'What happened.',
        remedy: 'What to do.',
        causes: [{ title: 'One', likely: true, remedy: 'Do this.' }, { title: 'Two' }],
        details: html`Tracking ID <span class="mono">1</span>`,
        actions: html`<button class="btn">Try</button><button class="btn ghost">Later</button>`,
        announce: true,
      }),
    )}`,
  'key-value pairs': () =>
    html`${keyValues([
      { label: 'ID scope', value: '0ne1', mono: true, copy: '0ne1' },
      { label: 'Seen', value: 'now' },
    ])}`,
  figures: () => html`${statTiles([{ label: 'Messages', value: 7, unit: '/s', hint: 'all' }])}`,
  'a skeleton': () => skeleton('row', 2),
  steps: () =>
    html`${stepsList([
      { label: 'One', detail: 'seen', outcome: 'done', tookMs: 3 },
      { label: 'Two', outcome: 'failed' },
      { label: 'Three', outcome: 'running', startedAt: Date.now() },
      { label: 'Four', outcome: 'skipped' },
    ])}`,
  checks: () =>
    html`${checksList(
      (['good', 'bad', 'doubtful', 'not-reached', 'unknown'] as const).map((result) => ({
        label: `Check ${result}`,
        result,
        word: `word ${result}`,
        text: 'Why.',
      })),
      'Checks',
    )}`,
  'a chain of certificates': () =>
    html`<dw-chain
      label="Chain"
      choosable
      .chosen=${'b'}
      .links=${[
        { itemId: 'a', commonName: 'pump-7', role: 'leaf', notAfter: 0, fault: 'expired' },
        { itemId: 'b', commonName: '', role: 'intermediate', notAfter: 0, fault: 'no-path' },
        { itemId: undefined, commonName: 'Works', role: 'missing', notAfter: undefined, fault: undefined },
      ]}
    ></dw-chain>`,
  'a JSON view': () => html`${jsonView({ label: 'Body', value: { text: 'a', count: 1, on: true } })}`,
  'a JSON field': () =>
    html`<dw-json-field fieldId="j" label="Patch" hint="Null removes." .value=${'{"a":1,}'}></dw-json-field>`,
  sparklines: () => html`${sparkline([1, 2, 3], 'temperature')}${sparkline([], 'humidity')}`,
  'a page header': () =>
    html`${pageHeader({ heading: 'boiler-room-01', mono: true, crumb: { label: 'Devices', href: '#/devices' }, status: status('online', 'Online'), sentence: 'One device.', actions: html`<button class="btn primary">Send</button>` })}`,
  'a table': () =>
    html`${card({
      flush: true,
      body: table({
        label: 'Devices',
        rows: ['a', 'b'],
        key: (row) => row,
        href: (row) => `#/${row}`,
        columns: [
          { id: 'id', heading: 'Device', width: '1fr', phone: 'title' },
          { id: 'status', heading: 'Status', width: '1fr', phone: 'meta' },
          { id: 'menu', heading: 'Actions', headingHidden: true, width: 'auto', phone: 'menu' },
        ],
        cells: (row) => ({
          id: html`<span class="mono">${row}</span>`,
          status: status('failed', 'Refused'),
          menu: menuButton({ id: `menu-${row}`, label: `Actions for ${row}`, items: [] }),
        }),
      }),
    })}`,
  'tabs and a panel': () =>
    html`<dw-tabs label="Parts" group="k" .tabs=${[
      { id: 'a', label: 'Telemetry' },
      { id: 'b', label: 'Trace', count: 3 },
    ]} selected="a"></dw-tabs>${tabPanel('k', 'a', 'a', html`<p>Panel</p>`)}${tabPanel('k', 'b', 'a', nothing)}`,
  'a copy button': () =>
    html`<dw-copy label="ID scope" text="x"></dw-copy><dw-copy worded label="key" text="x"></dw-copy>`,
  'a kept secret': () => html`<dw-secret label="primary key"></dw-secret>`,
  'a kept text': () => html`<dw-secret label="What boiler-1 gets" block="Hidden, for it holds a key."></dw-secret>`,
  'a block of text': () => html`${textBlock({ label: 'Command', text: 'az iot dps\naz iot hub' })}`,
  'a command': () => html`${textBlock({ label: 'Command', text: 'az iot', content: commandWords('az iot') })}`,
  'a life, at each of its stages': () =>
    html`${(['not-yet', 'good', 'soon', 'ended'] as const).map((state, at) =>
      validityBar({ from: 0, until: 86_400_000, renewAt: 69_120_000, passed: [0, 0.4, 0.9, 1][at] ?? 0, state }),
    )}`,
  progress: () => html`${progress({ id: 'n', label: 'Making keys', done: 2000, total: 5000 })}`,
  'pages of a list': () => html`${pager({ label: 'devices', from: 0, pageSize: 50, total: 120, onGo: nothingToDo })}`,
  'a file to choose': () =>
    html`${field({ id: 'o', label: 'List', hint: 'CSV.', error: 'Choose one.' }, (ties) =>
      fileInput(ties, { text: 'Choose a file', dropText: 'or drop it here', accept: '.csv', onFile: nothingToDo }),
    )}`,
  'a button for files': () => html`${filesButton({ text: 'Add files', look: 'small', onFiles: nothingToDo })}`,
  'a select with groups': () =>
    html`${field({ id: 'p', label: 'Format' }, (ties) =>
      selectInput(ties, {
        value: 'b',
        options: [
          { value: 'a', label: 'CSV', group: 'One file' },
          { value: 'b', label: '.env', group: 'A file each' },
        ],
        onChange: nothingToDo,
      }),
    )}`,
  'a relative time': () => html`<dw-relative-time .at=${Date.now() - 90_000}></dw-relative-time>`,
  'the shell': () =>
    html`${shell({
      name: 'Device Workbench',
      icon: icons.brand,
      items: [
        { id: 'a', label: 'Devices', icon: icons.device, href: '#/devices', count: 3 },
        { id: 'b', label: 'Cloud', icon: icons.cloud, href: '#/cloud' },
      ],
      current: 'a',
      foot: status('online', 'Ready offline'),
      content: pageHeader({ heading: 'Devices' }),
      onPalette: nothingToDo,
    })}`,
  'an open dialog': () =>
    html`${dialog({ id: 'l', open: true, heading: 'Add a device', body: () => field({ id: 'm', label: 'Name' }, (ties) => textInput(ties, { value: '', onInput: nothingToDo })), footer: () => html`<button class="btn" type="button">Cancel</button><button class="btn primary">Add</button>`, onClose: nothingToDo, onSubmit: nothingToDo })}`,
};

const SIZES = { phone: [390, 844], desktop: [1440, 900] } as const;

describe.each(Object.entries(SIZES))('on a %s', (_, [width, height]) => {
  describe.each(['light', 'dark'])('in %s colours', (theme) => {
    test.each(Object.keys(PARTS))('axe has nothing against %s', async (name) => {
      await page.viewport(width, height);
      document.documentElement.dataset['theme'] = theme;
      const { host } = await mount(PARTS[name]?.());
      expect(host.childElementCount).toBeGreaterThan(0);
      expect(await complaints(host)).toEqual([]);
    });
  });
});
