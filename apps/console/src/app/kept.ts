/**
 * What the browser keeps for a person: language and colours, when the console was used last, and nothing about cases or people.
 *
 * A browser may refuse to keep anything. Then each visit begins anew.
 */
type Name = "locale" | "theme" | "usedAt";

export function read(name: Name): string | undefined {
  try {
    return localStorage.getItem(`safepassage.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function write(name: Name, value: string): void {
  try {
    localStorage.setItem(`safepassage.${name}`, value);
  } catch {
    // Not kept.
  }
}
