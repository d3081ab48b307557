import { html, type TemplateResult } from 'lit';
import { uiDeviceWords } from '#core/words/en/ui-device';
import { uiHandshakeWords } from '#core/words/en/ui-handshake';
import type { TraceFilter } from '#app/stores/trace-rows';
import { segmented } from '../../elements/field/segmented.ts';
import { selectInput } from '../../elements/field/select-input.ts';

const words = uiDeviceWords.trace;
const parts = uiHandshakeWords.parts;

/** What stands beside the packets, where there is room. */
export type Beside = 'packet' | 'handshake';
/** What is shown where there is no room for both. */
export type Shown = 'packets' | 'handshake';

type Direction = TraceFilter['direction'];
const DIRECTIONS: readonly Direction[] = ['all', 'sent', 'received', 'note'];
const FAILURES = 'failures';

/** Which packets are shown: one way or both, of which type, or failures alone. */
export function traceFilters(
  { direction, type, failedOnly }: TraceFilter,
  types: readonly string[],
  onChange: (part: Partial<TraceFilter>) => void,
): TemplateResult {
  const known = type === 'all' || types.includes(type) ? types : [...types, type];
  return html`${selectInput<Direction>(ties('trace-direction'), {
    value: direction,
    options: DIRECTIONS.map((value) => ({ value, label: words.directions[value] })),
    onChange: (value) => onChange({ direction: value }),
  })}<label class="sr" for="trace-direction">${words.direction}</label>
    ${selectInput(ties('trace-type'), {
      value: failedOnly ? FAILURES : type,
      options: [
        { value: 'all', label: words.anyType },
        { value: FAILURES, label: words.failedOnly },
        ...known.map((value) => ({ value, label: value })),
      ],
      onChange: (value) =>
        onChange(value === FAILURES ? { failedOnly: true, type: 'all' } : { failedOnly: false, type: value }),
    })}<label class="sr" for="trace-type">${words.type}</label>`;
}

/** Packets or handshake, where there is no room for both. */
export function shownChoice(value: Shown, onChange: (value: Shown) => void): TemplateResult {
  return html`<div class="trace-shown-choice">
    ${segmented<Shown>({
      name: 'trace-shown',
      label: parts.label,
      options: [
        { value: 'packets', label: parts.packets },
        { value: 'handshake', label: parts.handshake },
      ],
      value,
      onChange,
    })}
  </div>`;
}

/** The packet that was picked or the handshake, beside the packets. */
export function besideChoice(value: Beside, onChange: (value: Beside) => void): TemplateResult {
  return segmented<Beside>({
    name: 'trace-beside',
    label: parts.beside,
    options: [
      { value: 'packet', label: parts.packet },
      { value: 'handshake', label: parts.handshake },
    ],
    value,
    onChange,
  });
}

function ties(id: string): Parameters<typeof selectInput>[0] {
  return { id, label: '', invalid: false, describedBy: undefined };
}
