import type { ReactNode } from "react";

/** A framed list for staff. Narrow screens omit the columns with `wide`. */
export function ListTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="mt-7 rounded-xl border border-line bg-surface">
      <table aria-label={label} className="w-full text-left">
        {children}
      </table>
    </div>
  );
}

type ColumnProps = {
  /** Shown only on wide screens. */
  wide?: boolean;
  /** Right-aligned, for numbers and dates. */
  end?: boolean;
  children: ReactNode;
};

const place = ({ wide, end }: ColumnProps) => `${wide ? "hidden sm:table-cell" : ""} ${end ? "text-right" : ""}`;

export function Head(column: ColumnProps) {
  return (
    <th scope="col" className={`px-4 pt-4 pb-2 font-medium text-muted text-sm sm:px-5 ${place(column)}`}>
      {column.children}
    </th>
  );
}

export function Cell({ quiet = false, ...column }: ColumnProps & { quiet?: boolean }) {
  return (
    <td
      className={`px-4 py-3 sm:px-5 ${quiet ? "text-muted" : ""} ${column.end ? "tabular-nums" : ""} ${place(column)}`}
    >
      {column.children}
    </td>
  );
}
