const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });

/** A day as certificates count it, in UTC: "22 Nov 2026". */
export function formatUtcDay(epochMs: number): string {
  return days.format(epochMs);
}

/** The same day as it stands in the facts of what is inspected: "2026-11-22". */
export function printUtcDay(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
