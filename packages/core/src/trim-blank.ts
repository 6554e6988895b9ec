/**
 * Removes the white space of JSON around a text: space, tab, line feed, carriage return (RFC 8259, section 2). It takes time
 * in proportion to the text, as a regular expression for its end does not.
 */
export function trimBlank(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isBlank(text.charCodeAt(from))) from++;
  while (from < to && isBlank(text.charCodeAt(to - 1))) to--;
  return text.slice(from, to);
}

const isBlank = (unit: number): boolean =>
  unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
