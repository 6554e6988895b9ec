import { atClaim, atLeaf, definePart, defineParts } from "@safepassage/rules";
import { findCode } from "@safepassage/schema";

/** Nothing reveals an informant, and nothing classified is sent by this protocol. */
export const r64 = defineParts({
  id: "R64",
  codes: ["R64_SOURCE_SHOWN", "R64_CLASSIFICATION_TOO_HIGH"],
  parts: [
    definePart({
      // Needs nothing: a source is protected even if the claim of part b is missing.
      needs: [],
      evaluate({ concern, groups, leaves }) {
        const sources = new Set(
          groups
            .filter(({ ledCategory }) => ledCategory === "informationProvider")
            .map(({ gid }) => gid),
        );
        if (sources.size === 0) return "notApplicable";
        return leaves
          .filter(({ kind }) => REVEALING.has(kind))
          .filter(({ gid }) => concern.personsOf(gid).some((id) => sources.has(id)))
          .map((leaf) => atLeaf("R64_SOURCE_SHOWN", leaf));
      },
    }),
    definePart({
      needs: ["env.classification"],
      evaluate({ claims }) {
        const entry = findCode("classification", claims["env.classification"]);
        if (entry?.["admitted"] === true) return [];
        return [atClaim("R64_CLASSIFICATION_TOO_HIGH", "env.classification")];
      },
    }),
  ],
});

const REVEALING = new Set(["identity", "contact", "location", "online", "travel"]);
