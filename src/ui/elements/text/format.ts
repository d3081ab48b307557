const counts = new Intl.NumberFormat('en');
const oneDigit = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** "48,201". */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** A value of telemetry with at most four significant digits after the point, as short as it can be: "21.37". */
export function formatValue(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e9)) return value.toExponential(2);
  return counts.format(Number(value.toFixed(size < 10 ? 3 : size < 1000 ? 2 : 1)));
}

/** A time that something took: "41 ms", "1.2 s", "3 min 5 s". */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 999.5) return `${Math.max(0, Math.round(milliseconds))} ms`;
  if (milliseconds < 59_950) return `${oneDigit.format(milliseconds / 1000)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** "14 B", "1.4 KiB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${oneDigit.format(bytes / 1024)} KiB`;
  return `${oneDigit.format(bytes / (1024 * 1024))} MiB`;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** Local time of day with milliseconds, "09:00:03.655". By hand: a trace formats thousands a second. */
export function formatTimeOfDay(epochMs: number): string {
  const date = new Date(epochMs);
  const seconds = `${twoDigits(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}:${seconds}`;
}

const moments = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** Local date and time in full: "22 Nov 2026, 14:03:07". */
export function formatMoment(epochMs: number): string {
  return moments.format(epochMs);
}
