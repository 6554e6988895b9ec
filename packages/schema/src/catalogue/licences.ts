import licences from "./data/licences.json" with { type: "json" };

/** Under what terms the codes of a list may be used. */
export interface Licence {
  readonly id: string;
  /** Name of the licence, or what is known where there is none. */
  readonly name: string;
  readonly holder: string;
  readonly note: string;
}

/** All licences of code lists. A function, so that a bundle that does not ask leaves them out. */
export function allLicences(): readonly Licence[] {
  return Object.entries(licences.licences).map(([id, licence]) => ({ id, ...licence }));
}

/** Licences of a code list: one for each source it draws on. An unknown list has none. */
export function licencesOf(list: string): readonly Licence[] {
  const lists: Readonly<Record<string, readonly string[]>> = licences.lists;
  const ids = Object.hasOwn(lists, list) ? (lists[list] ?? []) : [];
  return allLicences().filter(({ id }) => ids.includes(id));
}
