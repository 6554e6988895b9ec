/** What a page needs only once it is shown. */
export { Cover } from "./cover.tsx";
export { holdFocus } from "./held-focus.ts";
