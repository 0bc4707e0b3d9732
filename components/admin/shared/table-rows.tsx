"use client";

import { type Part, Parts } from "@/components/admin/shared/row-parts";
import { useFollowLinks } from "@/components/ui/link";

type TableRowsProps = {
  /** The class of each column's cells: of `.list-table` in app/styles/lines.css. */
  columns: string[];
  /** The parts of each cell of each row. */
  rows: Part[][][];
};

/** The rows of a list for staff. The first part of a row is its main link. */
export function TableRows({ columns, rows }: TableRowsProps) {
  const follow = useFollowLinks();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is that of a link inside, which the keyboard makes, too
    <tbody onClick={follow}>
      {rows.map((cells, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no state that could move to another
        <tr key={row}>
          {cells.map((parts, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row's cells are those of the columns
            <td key={column} className={columns[column] || undefined}>
              <Parts parts={parts} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
