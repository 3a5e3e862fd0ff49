/** Days as they are written in configuration, comments and baselines. */

/** True for a day of the calendar as `YYYY-MM-DD`: `2027-02-28`, but not `2027-02-30`. */
export function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
