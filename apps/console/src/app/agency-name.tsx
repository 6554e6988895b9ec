import type { ReactNode } from "react";

/** The name by which people know an agency: the host of its entity id. Read from left to right in every language. */
export function AgencyName({ entity }: { readonly entity: string }): ReactNode {
  const host = hostOf(entity);
  return (
    <bdi dir="ltr" {...(host.length <= SHORT_UNITS && { className: "unbroken" })}>
      {host}
    </bdi>
  );
}

/** An entity id is a URL. */
export const hostOf = (entity: string): string => URL.parse(entity)?.host ?? entity;

/** A name that stands in one line on every screen. */
const SHORT_UNITS = 24;
