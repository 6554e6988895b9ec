import { atClaim, atLeaves, definePart, defineParts, type LeafView } from "@safepassage/rules";
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
        const isOfSource = ({ gid, kind }: LeafView): boolean =>
          REVEALING.has(kind) && concern.personsOf(gid).some((id) => sources.has(id));
        return atLeaves("R64_SOURCE_SHOWN", leaves, isOfSource);
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
