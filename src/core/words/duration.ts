const UNITS = [
  { seconds: 86_400, one: 'day', many: 'days' },
  { seconds: 3600, one: 'hour', many: 'hours' },
  { seconds: 60, one: 'minute', many: 'minutes' },
  { seconds: 1, one: 'second', many: 'seconds' },
] as const;

/** Says how long something takes or took, in one unit and rounded: `1 second`, `5 minutes`, `3 days`. The sign is dropped. */
export function describeDuration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  const unit = UNITS.find((candidate) => whole >= candidate.seconds) ?? UNITS[3];
  return describeCount(Math.round(whole / unit.seconds), unit.one, unit.many);
}

const YEAR_SECONDS = 365 * 86_400;

/** Says how long something lasts that may last for years, which nobody counts in days: from two on, those that are full. */
export function describeLongDuration(seconds: number): string {
  const years = Math.floor(Math.abs(seconds) / YEAR_SECONDS);
  return years < 2 ? describeDuration(seconds) : describeCount(years, 'year', 'years');
}

/** Says how many: `1 byte`, `2 bytes`, `12,345 bytes`. */
export function describeCount(count: number, one: string, many: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}
