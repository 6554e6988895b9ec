import type { Body } from "@safepassage/schema";
import { type ReactNode, useMemo } from "react";
import { useList } from "../../../words/lists.ts";
import { useLocale, useWords } from "../../../words/words.tsx";
import { useTitles } from "../../case/body-view.tsx";
import { drawLinks, type LinkEdge, type LinkNode } from "./link-layout.ts";

/** Who and what of a message belong together, drawn, with a table that says the same. */
export function LinkDiagram({ body }: { readonly body: Body }): ReactNode {
  const say = useWords("message");
  const titles = useTitles(body);
  const drawing = useMemo(() => drawLinks(body), [body]);
  if (drawing.edges.length === 0) return null;
  return (
    <section className="panel stack" aria-labelledby="links">
      <h2 id="links">{say("links")}</h2>
      <div className="links-view">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: without it no key scrolls what is wider than the page */}
        <div className="table-scroll" role="img" aria-label={say("linksDrawing")} tabIndex={0}>
          <Drawing drawing={drawing} titles={titles} />
        </div>
        <LinkTable body={body} order={drawing.nodes} titles={titles} />
      </div>
    </section>
  );
}

type Titles = ReadonlyMap<string, string>;

function Drawing({
  drawing: { nodes, edges, columns, rows },
  titles,
}: {
  readonly drawing: ReturnType<typeof drawLinks>;
  readonly titles: Titles;
}): ReactNode {
  const { dir } = useLocale();
  const width = columns * NODE_WIDTH + (columns - 1) * GAP + BULGE;
  const height = rows * ROW;
  /** Where a node begins. From right to left the drawing is mirrored, and its texts are not. */
  const leftOf = ({ column }: LinkNode): number => {
    const start = column * (NODE_WIDTH + GAP);
    return dir === "rtl" ? width - start - NODE_WIDTH : start;
  };
  return (
    // The table beside it says the same.
    <svg className="links-drawing" width={width} height={height} aria-hidden="true">
      {edges.map(({ from, to }) => (
        <Line key={`${from.gid} ${to.gid}`} {...{ from, to, leftOf }} isMirrored={dir === "rtl"} />
      ))}
      {nodes.map((node) => (
        <foreignObject
          key={node.gid}
          x={leftOf(node)}
          y={node.row * ROW - NODE_HEIGHT / 2}
          width={NODE_WIDTH}
          height={NODE_HEIGHT}
        >
          <div className="links-node" data-person={node.column === 0}>
            <span>{titles.get(node.gid)}</span>
          </div>
        </foreignObject>
      ))}
    </svg>
  );
}

/** A line from an entry to what it is about, where it ends in a point. */
function Line({
  from,
  to,
  leftOf,
  isMirrored,
}: LinkEdge & {
  readonly leftOf: (node: LinkNode) => number;
  readonly isMirrored: boolean;
}): ReactNode {
  const [y1, y2] = [from.row * ROW, to.row * ROW];
  /** The side of a node that looks to the next column, or to the one before. */
  const sideOf = (node: LinkNode, isEnd: boolean): number =>
    leftOf(node) + (isEnd === isMirrored ? 0 : NODE_WIDTH);
  const isBeside = from.column === to.column;
  const x1 = sideOf(from, from.column <= to.column);
  const x2 = sideOf(to, to.column <= from.column);
  const bulge = isMirrored ? -BULGE : BULGE;
  const [c1, c2] = isBeside ? [x1 + bulge, x2 + bulge] : [(x1 + x2) / 2, (x1 + x2) / 2];
  return (
    <>
      <path d={`M ${x1} ${y1} C ${c1} ${y1} ${c2} ${y2} ${x2} ${y2}`} />
      <circle cx={x2} cy={y2} r={POINT} />
    </>
  );
}

function LinkTable({
  body,
  order,
  titles,
}: {
  readonly body: Body;
  readonly order: readonly LinkNode[];
  readonly titles: Titles;
}): ReactNode {
  const say = useWords("message");
  const list = useList();
  return (
    <div className="table-scroll">
      <table className="table" aria-labelledby="links">
        <thead>
          <tr>
            <th scope="col">{say("linksEntry")}</th>
            <th scope="col">{say("linksAbout")}</th>
          </tr>
        </thead>
        <tbody>
          {order.map(({ gid }) => (
            <tr key={gid}>
              <th scope="row">{titles.get(gid)}</th>
              <td>
                {list(body[gid]?.links.map((link) => titles.get(link) ?? link) ?? []) || (
                  <span className="soft">{say("linksNone")}</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Sizes in CSS pixels. */
const NODE_WIDTH = 152;
const NODE_HEIGHT = 48;
const ROW = 60;
const GAP = 72;
const BULGE = 40;
const POINT = 3.5;
