const moments = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** Says day and time to the minute in UTC, of milliseconds since the Unix epoch: "22 Nov 2026, 14:03 UTC". */
export function describeUtcMoment(epochMs: number): string {
  return `${moments.format(epochMs)} UTC`;
}
