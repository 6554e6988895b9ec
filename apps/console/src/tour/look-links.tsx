import type { ReactNode } from "react";
import { useWords } from "../words/words.tsx";
import { NewTabLink } from "./new-tab-link.tsx";
import type { Part, StepState, TourState } from "./tour-api.ts";

/** Where in the consoles a step can be looked at, and as whom. */
export function LookLinks({
  parts,
  step,
  state,
}: {
  readonly parts: readonly Part[];
  readonly step: StepState;
  readonly state: TourState;
}): ReactNode {
  const say = useWords("tour");
  const places = placesOf(parts, step);
  if (places.length === 0) return null;
  return (
    <section aria-label={say("look")}>
      <ul className="look">
        {places.map(({ says, agency, person, path }) => {
          const { localUrl = "" } = state.agencies.find(({ name }) => name === agency) ?? {};
          const { name = person } = state.people.find(({ id }) => id === person) ?? {};
          const url = `${localUrl}/session/sign-in?${new URLSearchParams({ to: path, login_hint: person })}`;
          return (
            <li key={`${says} ${path}`}>
              <NewTabLink href={url} says={say(says, { agency, person: name })} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface Place {
  readonly says: "look.sender" | "look.recipient" | "look.held" | "look.refusals" | "look.acts";
  readonly agency: string;
  /** Staff id of who is suggested. */
  readonly person: string;
  readonly path: string;
}

function placesOf(parts: readonly Part[], { from, to = from }: StepState): readonly Place[] {
  const isHeld = parts.some(({ kind }) => kind === "held");
  return parts.flatMap((part): readonly Place[] => {
    switch (part.kind) {
      case "message": {
        const path = `/messages/${part.digest}`;
        const recipient = isHeld
          ? ({ says: "look.held", person: "dara" } as const)
          : ({ says: "look.recipient", person: "mira" } as const);
        return [
          { says: "look.sender", agency: part.sender, person: "mira", path },
          { ...recipient, agency: part.recipient, path },
        ];
      }
      case "bypass":
        return [{ says: "look.refusals", agency: to, person: "olek", path: "/refusals" }];
      case "acts":
        return [{ says: "look.acts", agency: from, person: "ines", path: "/acts" }];
      default:
        return [];
    }
  });
}
