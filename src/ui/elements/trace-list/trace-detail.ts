import { html, nothing, type TemplateResult } from 'lit';
import type { TraceEntry } from '#core/trace/trace-entry';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { jsonView } from '../json/json-view.ts';
import { keyValues } from '../key-values/key-values.ts';
import { formatCount, formatMoment, formatTimeOfDay } from '../text/format.ts';

/** What a row is called: "PUBLISH sent", "Note". */
export function traceHeading({ direction, type }: TraceEntry): string {
  return direction === 'note' ? words.traceNoteDetail : words.tracePacket(type, words.traceDirection[direction]);
}

/** A row in full: its words, its fields and its body. */
export function traceDetail(entry: TraceEntry, more?: unknown): TemplateResult {
  const { at, service, topic, bytes, direction, fields, body } = entry;
  const time = html`<span data-tip=${formatMoment(at)}>${formatTimeOfDay(at)}</span>`;
  return html`<div class="trace-detail">
    <p class=${entry.failed ? 'trace-detail-failed' : nothing}>${entry.words}</p>
    ${keyValues([
      { label: words.traceTime, value: time, mono: true },
      { label: words.traceConnection, value: words.traceService[service] },
      topic !== '' && { label: words.traceTopic, value: topic, mono: true, copy: topic },
      direction !== 'note' && { label: words.traceSize, value: words.traceBytes(formatCount(bytes)) },
      ...fields.map(([label, value]) => ({ label, value, mono: true })),
    ])}
    ${body === '' ? nothing : jsonView({ label: words.traceBody, value: body })} ${more ?? nothing}
  </div>`;
}
