import { AgencyError } from "@safepassage/agency";
import { FOLDER, type FolderFault, faultsOf } from "@safepassage/agency/node";
import { CORE_ERRORS, ProtocolError } from "@safepassage/core";
import { type Finding, finding, raise } from "./finding.ts";

/**
 * Finds why a registry cannot be taken. The right one may come by itself.
 *
 * @param name - Its address or file.
 * @throws what is no ProtocolError.
 */
export function judgeRegistryFailure(name: string, error: unknown): readonly Finding[] {
  if (!(error instanceof ProtocolError)) throw error;
  if (error.code === "GATEWAY_REGISTRY_MISSING") return [finding(MISSING, name)];
  // A server starts, a disk is mounted, a copy of the file arrives.
  const { faults } = error instanceof AgencyError ? error.details : {};
  if (faults === undefined) {
    const [fault] = raise(faultsOf(name, error), "waiting");
    return fault === undefined ? [] : [{ ...fault, ...wordsOf(error.code) }];
  }
  return (faults as readonly FolderFault[]).map((fault) =>
    fault.code === "FILE_MISSING"
      ? finding(MISSING, name, { fix: fault.fix })
      : { ...fault, level: "waiting" },
  );
}

/** Other words than those of the code, where these are for who makes or sends such a thing. */
const wordsOf = (code: string): Partial<Finding> => {
  if (OF_OTHER_KEY.has(code)) return OTHER_KEY;
  return NO_REGISTRY.has(code) ? OTHER_TEXT : {};
};

/** What is told while the last good registry is used: that, and why no newer one is taken. */
export const toldOfCopy = (name: string, why: readonly Finding[]): readonly Finding[] => [
  finding("REGISTRY_COPY", name),
  ...toldOfNone(why),
];

/** What is told beside the fact that there is no registry, which is told by whoever looks at the gateway: why none is taken. */
export const toldOfNone = (why: readonly Finding[]): readonly Finding[] =>
  asWarnings(why.filter(({ code }) => code !== MISSING));

export const asWarnings = (findings: readonly Finding[]): readonly Finding[] =>
  findings.map((one) => ({ ...one, level: "warning" }));

/** Codes of what is no whole registry, such as the page of a proxy. Their hints are for who makes or sends one. */
const NO_REGISTRY: ReadonlySet<string> = new Set([
  ...Object.keys(CORE_ERRORS),
  "GATEWAY_BODY_TOO_LARGE",
]);
/** Codes of one that another key has signed: of the same algorithm, or of another. */
const OF_OTHER_KEY: ReadonlySet<string> = new Set([
  ...["JWS_SIGNATURE_INVALID", "JWS_ALGORITHM_NOT_ALLOWED"],
]);
const OTHER_TEXT = {
  sentence: "What is there is no signed registry.",
  fix: "Look at the address or file, and see that no proxy answers there with a page of its own. Else ask the authority of the registry.",
};
const MISSING = "REGISTRY_MISSING";

const OTHER_KEY = {
  sentence: "The registry is not signed with the key of its authority that this folder has.",
  fix: `Compare ${FOLDER.registryKey} with the key that the authority of the registry tells you by other means: it may have a new one. If the keys are the same, somebody else has signed this registry.`,
};
