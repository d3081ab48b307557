import { encodeUtf8 } from '../bytes/text.ts';
import { calendarWords } from '../words/en/rolling.ts';
import type { TimelineEntry } from './make-timeline.ts';

const DAY_MS = 86_400_000;
/** Octets of a line, without its end (RFC 5545, 3.1). */
const LINE_OCTETS = 75;

/**
 * Prints a calendar (RFC 5545) with an event for each end that is still to come. Reminders are at 80 % of a life and 30
 * days before its end, as far as these lie ahead, or else on the day before. Whoever reads it again finds the same events.
 */
export function printCalendar(entries: readonly TimelineEntry[], now: number): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//device-workbench//certificates//EN',
    ...entries.filter(({ endsAt }) => endsAt > now).flatMap((entry) => printEvent(entry, now)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${foldLine(line)}\r\n`).join('');
}

/** RFC 5545, 3.6.1: an event without an end ends as it begins. It makes nobody busy (3.8.2.7). */
function printEvent(entry: TimelineEntry, now: number): string[] {
  const summary = escapeText(calendarWords.summary(entry));
  return [
    'BEGIN:VEVENT',
    `UID:${escapeText(entry.id)}@certificates.device-workbench`,
    `DTSTAMP:${printUtc(now)}`,
    `DTSTART:${printUtc(entry.endsAt)}`,
    `SUMMARY:${summary}`,
    `DESCRIPTION:${escapeText(calendarWords.description(entry))}`,
    'TRANSP:TRANSPARENT',
    ...remindersOf(entry, now).flatMap((at) => [
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `DESCRIPTION:${summary}`,
      // RFC 5545, 3.8.6.3: a moment, and no span before the event.
      `TRIGGER;VALUE=DATE-TIME:${printUtc(at)}`,
      'END:VALARM',
    ]),
    'END:VEVENT',
  ];
}

function remindersOf({ renewAt, endsAt }: TimelineEntry, now: number): readonly number[] {
  const monthBefore = endsAt - 30 * DAY_MS;
  const ahead = [renewAt, ...(monthBefore > renewAt ? [monthBefore] : [])].filter((at) => at > now);
  return ahead.length > 0 ? ahead : [endsAt - DAY_MS].filter((at) => at > now);
}

/** RFC 5545, 3.3.5, form 2. */
function printUtc(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** RFC 5545, 3.3.11: other control characters than a tab are no part of a text. */
function escapeText(text: string): string {
  return text
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/[^\P{Cc}\t]/gu, ' ');
}

/** RFC 5545, 3.1: a long line goes on behind a line break and a blank, and no character is torn in two. */
function foldLine(line: string): string {
  const rows = [''];
  let octets = 0;
  for (const character of line) {
    const more = encodeUtf8(character).length;
    if (octets + more > LINE_OCTETS) {
      rows.push(' ');
      octets = 1;
    }
    rows[rows.length - 1] += character;
    octets += more;
  }
  return rows.join('\r\n');
}
