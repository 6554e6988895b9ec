import { memo, type ReactNode, useMemo, useState } from "react";
import { Cell, Column, Row, Table, TableBody, TableHeader } from "react-aria-components/Table";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";
import { FieldDetails } from "./field-details.tsx";
import { MarkDisc } from "./mark.tsx";
import {
  type MatrixPart,
  type MatrixRow,
  markOf,
  type SendableField,
  type SendablePurpose,
} from "./matrix-model.ts";

/** A cell that somebody has come to. */
interface Chosen {
  readonly field: string;
  readonly purpose: string;
}

interface Shown {
  readonly label: string;
  readonly parts: readonly MatrixPart[];
  readonly purposes: readonly SendablePurpose[];
}

/** Fields by kind, beside the purposes. Arrow keys go from cell to cell; the details of the cell stand beside the table. */
export function Matrix({ label, parts, purposes }: Shown): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  const [chosen, setChosen] = useState<Chosen | undefined>(undefined);
  const rows = useMemo(() => parts.flatMap(({ rows: ofPart }) => ofPart), [parts]);
  const row = rows.find(({ field }) => field === chosen?.field);
  return (
    <div className="matrix">
      <MatrixTable label={label} parts={parts} purposes={purposes} onChoose={setChosen} />
      <section className="panel stack-tight matrix-details" aria-live="polite">
        {chosen === undefined || row === undefined ? (
          <p className="soft">{say("chooseCell")}</p>
        ) : (
          <>
            <h3>{names.field(chosen.field)}</h3>
            <p className="soft">{names.purpose(chosen.purpose)}</p>
            <FieldDetails field={row.cells.get(chosen.purpose)} />
          </>
        )}
      </section>
    </div>
  );
}

/**
 * React Aria's table: it has the keyboard and what screen readers need. It is drawn once: a cell that is chosen changes nothing in
 * it.
 */
const MatrixTable = memo(function MatrixTable({
  label,
  parts,
  purposes,
  onChoose,
}: Shown & { readonly onChoose: (chosen: Chosen) => void }): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  const columns = [{ id: HEAD, name: say("field") }].concat(
    purposes.map(({ purpose }) => ({ id: purpose, name: names.purpose(purpose) })),
  );
  return (
    <div className="matrix-table">
      <Table aria-label={label} className="table matrix-grid">
        <TableHeader columns={columns}>
          {({ id, name }) => (
            <Column id={id} isRowHeader={id === HEAD} textValue={name}>
              {name}
            </Column>
          )}
        </TableHeader>
        <TableBody dependencies={[purposes, names]}>
          {parts.flatMap(({ kind, rows: ofPart }) => [
            <Row key={kind} id={kind} textValue={names.kind(kind)} className="matrix-kind">
              <Cell colSpan={columns.length}>{names.kind(kind)}</Cell>
            </Row>,
            ...ofPart.map((one) => (
              <FieldRow key={one.field} row={one} purposes={purposes} onChoose={onChoose} />
            )),
          ])}
        </TableBody>
      </Table>
    </div>
  );
});

function FieldRow({
  row: { field, cells },
  purposes,
  onChoose,
}: {
  readonly row: MatrixRow;
  readonly purposes: readonly SendablePurpose[];
  readonly onChoose: (chosen: Chosen) => void;
}): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  const list = useList();
  const name = names.field(field);
  return (
    <Row id={field} textValue={name}>
      <Cell>{name}</Cell>
      {purposes.map(({ purpose }) => {
        const cell = cells.get(purpose);
        const mark = markOf(cell);
        const rungs = list(cell?.rungs.map(({ rung }) => names.rung(rung)) ?? []);
        const choose = (): void => onChoose({ field, purpose });
        return (
          <Cell key={purpose} textValue={say(`mark.${mark}`)}>
            <button
              type="button"
              // Arrow keys lead here. The tabulator goes on to what comes after the table.
              tabIndex={-1}
              className="matrix-cell"
              onFocus={choose}
              onClick={choose}
            >
              <span className="unseen">
                {say("cell", {
                  ...{ field: name, purpose: names.purpose(purpose), mark: say(`mark.${mark}`) },
                })}
              </span>
              <MarkDisc mark={mark} />
              {rungs !== "" && <span className="small">{rungs}</span>}
              {isConditional(cell) && <span className="small soft">{say("conditional")}</span>}
            </button>
          </Cell>
        );
      })}
    </Row>
  );
}

const isConditional = (cell: SendableField | undefined): boolean =>
  cell?.ways.some(({ need }) => need === "conditional") === true;
const HEAD = "field";
