import type { ReactNode } from "react";

type ListTableProps = {
  label: string /** Narrow screens show the cells of a row below each other. */;
  stacked?: boolean;
  children: ReactNode;
};

/** A framed list for staff. Narrow screens omit the columns with `wide`. */
export function ListTable({ label, stacked = false, children }: ListTableProps) {
  return (
    <div className={stacked ? "list-table stacked" : "list-table"}>
      <table aria-label={label}>{children}</table>
    </div>
  );
}

type ColumnProps = {
  /** Shown only on wide screens. */
  wide?: boolean;
  /** Right-aligned, for numbers and dates. */
  end?: boolean;
  quiet?: boolean;
  children: ReactNode;
};

/** The classes of a cell: of `.list-table` in app/styles/lines.css. Most cells have none. */
const look = ({ wide, end, quiet }: ColumnProps) =>
  [wide && "wide", end && "end", quiet && "quiet"].filter(Boolean).join(" ") || undefined;

export function Head(column: Omit<ColumnProps, "quiet">) {
  return (
    <th scope="col" className={look(column)}>
      {column.children}
    </th>
  );
}

export function Cell(column: ColumnProps) {
  return <td className={look(column)}>{column.children}</td>;
}
