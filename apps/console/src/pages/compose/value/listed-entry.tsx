import type { FieldType } from "@safepassage/schema";
import type { ReactNode } from "react";
import { Choice } from "../../../design/choice.tsx";
import { CodeEntry } from "../../../design/code-entry.tsx";
import { useNames } from "../../../words/names.ts";
import { codeOptions } from "./code-options.ts";
import type { EntryProps } from "./entry-props.ts";

type ListedType = Extract<FieldType, { readonly t: "enum" | "code" | "band" }>;

/** Lets somebody choose a code of a list: of a short one from all, of a long one by typing. */
export function ListedEntry({
  type,
  label,
  isHidden = false,
  value,
  onChange,
}: EntryProps<ListedType>): ReactNode {
  const names = useNames();
  const options = codeOptions(names, type.list);
  const chosen = typeof value === "string" ? value : undefined;
  if (options.length > MOST_CHOSEN) {
    return <CodeEntry {...{ label, isHidden, options, onChange }} value={chosen} />;
  }
  return <Choice {...{ label, isHidden, options, onChange }} value={chosen} />;
}

const MOST_CHOSEN = 12;
