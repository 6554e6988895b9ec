import type { ReactNode } from "react";
import { Button } from "../design/button.tsx";

/** Shows the next page of a list, as long as there is one. Its other members are those of a query that comes in pages. */
export function MoreButton({
  hasNextPage,
  isFetchingNextPage,
  fetchNextPage,
  children,
}: {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
  /** What the button says. */
  readonly children: string;
}): ReactNode {
  if (!hasNextPage) return null;
  return (
    <div className="row">
      <Button isPending={isFetchingNextPage} onPress={() => void fetchNextPage()}>
        {children}
      </Button>
    </div>
  );
}
