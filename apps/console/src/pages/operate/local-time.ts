/**
 * The instant that a field of date and time names, in the zone of the machine; `undefined` for what is no time.
 *
 * @param typed - `2026-11-28T18:50`, as HTML has it.
 */
export function instantOf(typed: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(typed)) return undefined;
  const time = new Date(typed);
  // The API takes times to the second.
  return Number.isNaN(time.getTime()) ? undefined : `${time.toISOString().slice(0, 19)}Z`;
}
