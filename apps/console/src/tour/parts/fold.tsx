import type { ReactNode } from "react";
import { Button } from "react-aria-components/Button";
import { Disclosure, DisclosurePanel } from "react-aria-components/Disclosure";
import { Heading } from "react-aria-components/Heading";

/** Something that opens when somebody asks for it. What is closed is not drawn. */
export function Fold({
  title,
  children,
}: {
  readonly title: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <Disclosure className="disclosure fold">
      <Heading level={3}>
        <Button slot="trigger" className="disclosure-button">
          {title}
        </Button>
      </Heading>
      <DisclosurePanel>
        <div className="stack-tight">{children}</div>
      </DisclosurePanel>
    </Disclosure>
  );
}
