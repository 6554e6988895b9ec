/** A path as it has to be typed in a shell (POSIX 2.2.2), so that a command with it can be copied as it is printed. */
export function inShell(path: string): string {
  const safe = path.startsWith("-") ? `./${path}` : path;
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", String.raw`'\''`)}'`;
}
