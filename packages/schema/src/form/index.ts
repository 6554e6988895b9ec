export { checkedAs, described, note } from "../note.ts";
export { once } from "../once.ts";
export { refuse } from "../refuse.ts";
export { formText, textSchema } from "../text-schema.ts";
export { boundedList, listSchema } from "../value-schema.ts";
export { findIssues, tellIssues } from "./find-issues.ts";
export { nearest } from "./nearest.ts";
export { parseForm, readForm } from "./parse-form.ts";
export { templateOf } from "./template.ts";
