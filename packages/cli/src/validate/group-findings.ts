import type { Finding } from "@safepassage/validator";

/** Findings at one place of a message. */
export interface FindingsAtPlace {
  /** `message`, `clear`, `private`, or a group of the body. */
  readonly part: "message" | "clear" | "private" | "group";
  /** Id of the group. */
  readonly gid?: string;
  /** Kind of the group, where it is one of the catalogue. */
  readonly kind?: string;
  readonly findings: readonly Finding[];
}

/** Groups findings by place, in the order of a message; errors come before warnings. */
export function groupFindings(findings: readonly Finding[]): readonly FindingsAtPlace[] {
  const places = new Map<string, FindingsAtPlace & { readonly findings: Finding[] }>();
  for (const finding of findings) {
    const [, top = "", gid = ""] = finding.pointer.split("/");
    const key = top === "body" && gid !== "" ? `group ${gid}` : top;
    let place = places.get(key);
    if (place === undefined) {
      const { groupKind: kind } = finding;
      if (key.startsWith("group ")) {
        place = { part: "group", gid, ...(kind === undefined ? {} : { kind }), findings: [] };
      } else place = { part: isPart(top) ? top : "message", findings: [] };
      places.set(key, place);
    }
    place.findings.push(finding);
  }
  const weight = ({ severity }: Finding): number => (severity === "error" ? 0 : 1);
  return [...places.values()]
    .toSorted((a, b) => ORDER.indexOf(a.part) - ORDER.indexOf(b.part))
    .map((place) => ({
      ...place,
      findings: place.findings.toSorted((a, b) => weight(a) - weight(b)),
    }));
}

const isPart = (top: string): top is "clear" | "private" => top === "clear" || top === "private";
const ORDER: readonly FindingsAtPlace["part"][] = ["message", "clear", "private", "group"];
