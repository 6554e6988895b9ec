import type { Finding } from "@safepassage/validator";

/** Findings at one place of a message. */
export interface FindingsAtPlace {
  /** Names the place among those of one message. */
  readonly key: string;
  /** `message`, `clear`, `private`, or a group of the body. */
  readonly part: "message" | "clear" | "private" | "group";
  /** Id of the group. */
  readonly gid: string | undefined;
  /** Kind of the group, where it is one of the catalogue. */
  readonly kind: string | undefined;
  /** Errors come before warnings. */
  readonly findings: readonly Finding[];
}

/** Groups findings by place, in the order of a message. */
export function groupFindings(findings: readonly Finding[]): readonly FindingsAtPlace[] {
  const places = Map.groupBy(findings, ({ pointer }) => {
    const [, top = "", gid = ""] = pointer.split("/");
    return top === "body" && gid !== "" ? `body/${gid}` : top;
  });
  return [...places]
    .map(([key, all]) => ({ key, ...placeOf(key, all), findings: errorsFirst(all) }))
    .toSorted((one, other) => ORDER.indexOf(one.part) - ORDER.indexOf(other.part));
}

/** Findings of one code that have the same fix: what to do and the law are said once for all of them. */
export function groupAlike(
  findings: readonly Finding[],
): readonly (readonly [Finding, ...Finding[]])[] {
  const groups = Map.groupBy(findings, ({ code, fix }) => `${code} ${fix}`);
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [[first, ...others] as const],
  );
}

function placeOf(
  key: string,
  [first]: readonly Finding[],
): Pick<FindingsAtPlace, "part" | "gid" | "kind"> {
  if (key === "clear" || key === "private") return { part: key, gid: undefined, kind: undefined };
  if (!key.startsWith("body/")) return { part: "message", gid: undefined, kind: undefined };
  return { part: "group", gid: key.slice("body/".length), kind: first?.groupKind };
}

const errorsFirst = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((one, other) => weight(one) - weight(other));

const weight = ({ severity }: Finding): number => (severity === "error" ? 0 : 1);

const ORDER: readonly FindingsAtPlace["part"][] = ["message", "clear", "private", "group"];
