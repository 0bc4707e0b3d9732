"use client";

import { ROLES } from "@/components/admin/shared/list-table";
import { type Part, Parts } from "@/components/admin/shared/row-parts";
import { useFollowLinks } from "@/components/ui/link";

type TableRowsProps = {
  /** The class of each column's cells: of `.list-table` in app/styles/lines.css. */
  columns: string[];
  /** Whether the list is a stacked one. Only that needs the roles, and fifty rows have many. */
  stacked?: boolean;
  /** The parts of each cell of each row. */
  rows: Part[][][];
};

/** The rows of a list for staff. The first part of a row is its main link. */
export function TableRows({ columns, stacked = false, rows }: TableRowsProps) {
  const follow = useFollowLinks();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is that of a link inside, which the keyboard makes, too
    <tbody {...(stacked && ROLES.group)} onClick={follow}>
      {rows.map((cells, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no state that could move to another
        <tr key={row} {...(stacked && ROLES.row)}>
          {cells.map((parts, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row's cells are those of the columns
            <td key={column} {...(stacked && ROLES.cell)} className={columns[column] || undefined}>
              <Parts parts={parts} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
