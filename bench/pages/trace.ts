import '../../src/ui/tokens/tokens.ts';
import { html, render } from 'lit';
import { virtualize, virtualizerRef } from '@lit-labs/virtualizer/virtualize.js';
import type { TraceBatch } from '#core/ports/device-host';
import type { TraceEntry } from '#core/trace/trace-entry';
import { createTrace } from '#app/stores/trace';
import '#ui/elements/trace-list/trace-list';
import { traceRow } from '#ui/elements/trace-list/trace-row';
import { countFrames } from './frames.ts';
import { createRowFeed, makeTraceEntry, type RowFeed } from './trace-entries.ts';
import './trace.css';

/** What the bench asks of this page: `prepare` first, then `measure`, then `check`. */
export type TraceTask =
  | { readonly kind: 'prepare'; readonly variant: TraceVariant; readonly rows: number; readonly perSecond: number }
  | { readonly kind: 'measure'; readonly forMs: number }
  | { readonly kind: 'check' };

/** Ours, the peer, and what the feed and the counting of frames cost by themselves. */
export type TraceVariant = 'dw-trace-list' | 'virtualizer' | 'nothing drawn';

/** Whether the list really drew. */
export interface TraceCheck {
  readonly rowsInDocument: number;
  readonly newestShown: number;
  readonly newestMade: number;
}

let take: (batch: TraceBatch) => void = () => undefined;
let feed: RowFeed;
let newestMade = 0;

function drawByOurList(): void {
  const list = document.createElement('dw-trace-list');
  list.label = 'Trace';
  document.body.append(list);
  const trace = createTrace(
    {
      watchTrace(_id, listener) {
        take = listener;
        return Promise.resolve(() => undefined);
      },
    },
    'bench',
  );
  list.source = trace.rows.get();
}

/** As its documentation has it, with a frame's rows taken together and the same limit; it asks for a new array. */
function drawByVirtualizer(limit: number): void {
  const box = document.createElement('div');
  box.className = 'peer-trace';
  document.body.append(box);
  let items: TraceEntry[] = [];
  let frame = 0;
  const row = (entry: TraceEntry, index: number) =>
    traceRow(entry, { id: `row-${entry.number}`, index, count: items.length, selected: false });
  const draw = async (): Promise<void> => {
    frame = 0;
    const config = { items, renderItem: row, keyFunction: (entry: TraceEntry) => entry.number, scroller: true };
    render(html`${virtualize(config)}`, box);
    await (box as { [virtualizerRef]?: { layoutComplete: Promise<void> } })[virtualizerRef]?.layoutComplete;
    box.scrollTop = box.scrollHeight;
  };
  take = ({ rows }) => {
    items = [...items.slice(Math.max(0, items.length + rows.length - limit)), ...rows];
    frame ||= requestAnimationFrame(() => void draw());
  };
}

async function prepare({ variant, rows, perSecond }: TraceTask & { kind: 'prepare' }): Promise<void> {
  if (variant === 'dw-trace-list') drawByOurList();
  else if (variant === 'virtualizer') drawByVirtualizer(rows);
  take({ rows: Array.from({ length: rows }, (_, index) => makeTraceEntry(index + 1)), dropped: 0, restarted: false });
  feed = createRowFeed(rows + 1, perSecond);
  feed.start((batch) => {
    newestMade = batch.rows.at(-1)?.number ?? newestMade;
    take(batch);
  });
  await countFrames(1000);
}

/** Stops the feed, lets the list catch up, and looks. */
async function check(): Promise<TraceCheck> {
  feed.stop();
  await countFrames(200);
  const shown = [...document.querySelectorAll<HTMLElement>('.trace-row')];
  const newestShown = Math.max(0, ...shown.map((row) => Number(row.id.split('-').at(-1))));
  return { rowsInDocument: shown.length, newestShown, newestMade };
}

async function run(task: TraceTask): Promise<unknown> {
  if (task.kind === 'prepare') return prepare(task);
  return task.kind === 'measure' ? countFrames(task.forMs) : check();
}

Object.assign(globalThis, { bench: { run } });
