import { html, nothing, type TemplateResult } from 'lit';
import type { TraceEntry } from '#core/trace/trace-entry';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { icon, icons } from '../icon/icon.ts';
import { formatBytes, formatTimeOfDay } from '../text/format.ts';

const MARKS = { sent: icons.sent, received: icons.received, note: icons.info };

/** Where a row stands in the list. */
export interface TraceRowPlace {
  readonly id: string;
  readonly index: number;
  readonly count: number;
  readonly selected: boolean;
}

/** One row: a packet, or a note of the device between packets. */
export function traceRow(entry: TraceEntry, place: TraceRowPlace): TemplateResult {
  const { direction, service, type, failed, bytes } = entry;
  const note = direction === 'note';
  return html`<div
    class="trace-row ${direction} ${failed ? 'failed' : ''}"
    role="option"
    id=${place.id}
    data-index=${place.index}
    aria-selected=${place.selected}
    aria-setsize=${place.count}
    aria-posinset=${place.index + 1}
  >
    <span class="trace-time mono">${formatTimeOfDay(entry.at)}</span>
    <span class="trace-mark">${icon(MARKS[direction], words.traceDirection[direction])}</span>
    <span class="trace-service">${words.traceService[service]}</span>
    <span class="trace-type">${note ? nothing : type}</span>
    <span class="trace-text"
      ><span class="trace-words">${failed ? icon(icons.circleX, words.traceFailed) : nothing}${entry.words}</span
      ><span class="trace-topic mono">${entry.topic}</span></span
    >
    <span class="trace-bytes">${note ? nothing : formatBytes(bytes)}</span>
  </div>`;
}
