import type { ReactNode } from "react";

/** A text in which no name of an agency breaks at its hyphen. */
export function Unbroken({ text }: { readonly text: string }): ReactNode {
  return text.split(AGENCY).map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change their places
      <span key={index} className="agency">
        {piece}
      </span>
    ),
  );
}

/** `NGO-B`, `Prosecutor-B`. */
const AGENCY = /([A-Z][A-Za-z]+-[A-Z])(?![\w-])/;
