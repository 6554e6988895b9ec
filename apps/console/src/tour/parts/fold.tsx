import type { ReactNode } from "react";
import { Unfold } from "../../design/unfold.tsx";

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
    <Unfold title={title} level={3} className="fold" isOpenAtFirst={isOpen}>
      <div className="stack-tight">{children}</div>
    </Unfold>
  );
}
