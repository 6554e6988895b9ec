import type { Finding } from "@safepassage/validator";

/** Findings at one place of a message. */
export interface FindingsAtPlace {
  /** `message`, `clear`, `private`, or a group of the body. */
  readonly part: "message" | "clear" | "private" | "group";
  /** Id of the group. */
  readonly gid?: string;
  /** Kind of the group, where it is one of the catalogue. */
  readonly kind?: string;
  /** By code, never empty: what to do and the law are the same for all of a code. */
  readonly byCode: readonly SameCode[];
}

/** Findings of one code. */
export type SameCode = readonly [Finding, ...Finding[]];

/** Groups findings by place and code, in the order of a message; errors come before warnings. */
export function groupFindings(findings: readonly Finding[]): readonly FindingsAtPlace[] {
  const places = Map.groupBy(findings, ({ pointer }) => {
    const [, top = "", gid = ""] = pointer.split("/");
    return top === "body" && gid !== "" ? `body/${gid}` : top;
  });
  return [...places]
    .map(([place, all]) => ({ ...placeOf(place, all), byCode: byCode(all) }))
    .toSorted((a, b) => ORDER.indexOf(a.part) - ORDER.indexOf(b.part));
}

function placeOf(place: string, [first]: readonly Finding[]): Omit<FindingsAtPlace, "byCode"> {
  if (place === "clear" || place === "private") return { part: place };
  if (!place.startsWith("body/")) return { part: "message" };
  const kind = first?.groupKind;
  return { part: "group", gid: place.slice(5), ...(kind && { kind }) };
}

function byCode(findings: readonly Finding[]): FindingsAtPlace["byCode"] {
  const codes = Map.groupBy(findings, ({ code }) => code).values();
  const weight = ([{ severity }]: SameCode): number => (severity === "error" ? 0 : 1);
  return [...(codes as Iterable<SameCode>)].toSorted((a, b) => weight(a) - weight(b));
}

const ORDER: readonly FindingsAtPlace["part"][] = ["message", "clear", "private", "group"];
