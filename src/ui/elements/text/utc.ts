const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const moments = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** A day as certificates count it, in UTC: "22 Nov 2026". */
export function formatUtcDay(epochMs: number): string {
  return days.format(epochMs);
}

/** Day and time to the minute in UTC, and says so: "22 Nov 2026, 14:03 UTC". */
export function formatUtcMoment(epochMs: number): string {
  return `${moments.format(epochMs)} UTC`;
}
