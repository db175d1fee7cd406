/** `2026-03-01T00:00:00Z`: how ConnectWise writes a date-time, without fractions of a second. */
export function wireTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/** Midnight UTC of the day of this time, as ConnectWise writes dates without a time. */
export function wireDay(time: Date): string {
  return `${time.toISOString().slice(0, 10)}T00:00:00Z`;
}
