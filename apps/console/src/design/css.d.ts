import "react";

declare module "react" {
  interface CSSProperties {
    /** Columns of a list, as `grid-template-columns` takes them. */
    readonly "--columns"?: string;
  }
}
