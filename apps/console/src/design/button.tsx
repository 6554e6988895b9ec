import type { ReactNode, Ref } from "react";
import { Button as AriaButton, type ButtonProps } from "react-aria-components/Button";
import { Link as AriaLink, type LinkProps } from "react-aria-components/Link";

/** How much a button draws the eye: one `main` on a page, `bad` for what destroys, `danger` for a warning, `quiet` beside others. */
type Weight = "main" | "plain" | "quiet" | "bad" | "danger";

/** A button. What can be pressed keeps its name while it works: `isPending` says so. */
export function Button({
  weight = "plain",
  ...props
}: ButtonProps & {
  readonly weight?: Weight;
  readonly ref?: Ref<HTMLButtonElement>;
}): ReactNode {
  return <AriaButton {...props} className={classOf(weight)} />;
}

/** A link that looks like a button: it leads to another page. */
export function ButtonLink({
  weight = "plain",
  ...props
}: LinkProps & { readonly weight?: Weight }): ReactNode {
  return <AriaLink {...props} className={classOf(weight)} />;
}

const classOf = (weight: Weight): string =>
  weight === "plain" ? "button" : `button button-${weight}`;
