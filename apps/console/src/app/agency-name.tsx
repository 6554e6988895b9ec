import type { ReactNode } from "react";

/** The name by which people know an agency: the host of its entity id. Read from left to right in every language. */
export function AgencyName({ entity }: { readonly entity: string }): ReactNode {
  return <bdi dir="ltr">{hostOf(entity)}</bdi>;
}

/** An entity id is a URL. */
export const hostOf = (entity: string): string => URL.parse(entity)?.host ?? entity;
