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
  readonly byCode: readonly (readonly [Finding, ...Finding[]])[];
}

/** Groups findings by place and code, in the order of a message; errors come before warnings. */
export function groupFindings(findings: readonly Finding[]): readonly FindingsAtPlace[] {
  const places = new Map<
    string,
    Omit<FindingsAtPlace, "byCode"> & { readonly findings: Finding[] }
  >();
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
  return [...places.values()]
    .toSorted((a, b) => ORDER.indexOf(a.part) - ORDER.indexOf(b.part))
    .map(({ findings: all, ...place }) => ({ ...place, byCode: byCode(all) }));
}

function byCode(findings: readonly Finding[]): FindingsAtPlace["byCode"] {
  const codes = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const known = codes.get(finding.code);
    if (known === undefined) codes.set(finding.code, [finding]);
    else known.push(finding);
  }
  const weight = ([{ severity }]: readonly [Finding, ...Finding[]]): number =>
    severity === "error" ? 0 : 1;
  return [...codes.values()].toSorted((a, b) => weight(a) - weight(b));
}

const isPart = (top: string): top is "clear" | "private" => top === "clear" || top === "private";
const ORDER: readonly FindingsAtPlace["part"][] = ["message", "clear", "private", "group"];
