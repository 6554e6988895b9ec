import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Disclosure, DisclosurePanel } from "react-aria-components/Disclosure";
import { Heading } from "react-aria-components/Heading";

/**
 * Something that opens when somebody asks for it.
 *
 * @param isOpen - Whether it is open when it first comes.
 */
export function Fold({
  title,
  isOpen = false,
  children,
}: {
  readonly title: ReactNode;
  readonly isOpen?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Disclosure className="disclosure fold" defaultExpanded={isOpen}>
      <Heading level={3}>
        <Button slot="trigger" className="unfold">
          {title}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="stack-tight">{children}</div>
      </DisclosurePanel>
    </Disclosure>
  );
}
