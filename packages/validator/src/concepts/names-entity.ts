/** Whether any text in a value names one of the entities, alone or at the start of an address. */
export function namesAny(value: unknown, entities: readonly string[]): boolean {
  if (typeof value === "string") return entities.some((entity) => namesEntity(value, entity));
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).some((member) => namesAny(member, entities))
  );
}

function namesEntity(text: string, entity: string): boolean {
  for (let at = text.indexOf(entity); at >= 0; at = text.indexOf(entity, at + 1)) {
    // `https://a.test.example` does not name `https://a.test`.
    if (!/^[A-Za-z0-9.-]/.test(text.slice(at + entity.length))) return true;
  }
  return false;
}
