import type { ReactNode } from "react";

type ListTableProps = {
  label: string;
  /** Narrow screens show the cells of a row below each other. */
  stacked?: boolean;
  children: ReactNode;
};

/**
 * The parts of a table, by name. A browser forgets them when a style shows an element as a block, as a stacked list does.
 */
export const ROLES = {
  table: { role: "table" },
  group: { role: "rowgroup" },
  row: { role: "row" },
  heading: { role: "columnheader" },
  cell: { role: "cell" },
};

/** A framed list for staff. Narrow screens omit the columns with `wide`. */
export function ListTable({ label, stacked = false, children }: ListTableProps) {
  return (
    <div className={stacked ? "list-table stacked" : "list-table"}>
      <table {...ROLES.table} aria-label={label}>
        {children}
      </table>
    </div>
  );
}

export function HeadRow({ children }: { children: ReactNode }) {
  return (
    <thead {...ROLES.group}>
      <tr {...ROLES.row}>{children}</tr>
    </thead>
  );
}

export function Rows({ children }: { children: ReactNode }) {
  return <tbody {...ROLES.group}>{children}</tbody>;
}

export function Row({ children }: { children: ReactNode }) {
  return <tr {...ROLES.row}>{children}</tr>;
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
    <th {...ROLES.heading} scope="col" className={look(column)}>
      {column.children}
    </th>
  );
}

export function Cell(column: ColumnProps) {
  return (
    <td {...ROLES.cell} className={look(column)}>
      {column.children}
    </td>
  );
}
