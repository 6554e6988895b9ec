import { type ReactNode, useState } from "react";
import { Button } from "react-aria-components/Button";
import { Disclosure, DisclosurePanel } from "react-aria-components/Disclosure";
import { Heading } from "react-aria-components/Heading";

/** A heading that opens what stands beneath it. */
export function Unfold({
  title,
  level,
  className = "",
  isOpenAtFirst = false,
  mustBeOpen = false,
  isLate = false,
  always,
  children,
}: {
  readonly title: ReactNode;
  /** Of the heading. */
  readonly level: 2 | 3;
  readonly className?: string;
  readonly isOpenAtFirst?: boolean;
  /** Keeps it open, such as while something in it is missing. It stays so until somebody folds it. */
  readonly mustBeOpen?: boolean;
  /** Whether what is folded is made only when somebody opens it. The browser's search does not find it before. */
  readonly isLate?: boolean;
  /** Stands beneath the heading, also while the rest is folded. */
  readonly always?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  const isExpanded = isOpen || mustBeOpen;
  // Somebody fills in what was missing, and has the focus in there. To fold it then would lose the focus.
  if (mustBeOpen && !isOpen) setOpen(true);
  return (
    <Disclosure
      className={className}
      isExpanded={isExpanded}
      onExpandedChange={(isNow) => setOpen(isNow || mustBeOpen)}
    >
      <Heading level={level}>
        <Button slot="trigger" className="unfold">
          {title}
        </Button>
      </Heading>
      {always}
      <DisclosurePanel>{(isExpanded || !isLate) && children}</DisclosurePanel>
    </Disclosure>
  );
}
