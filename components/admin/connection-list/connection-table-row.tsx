"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "@/components/admin/connection-list/copy-button";
import type { ConnectionRow } from "@/components/admin/connection-list/rows";
import type { ListColumn } from "@/components/admin/connection-list/url-params";
import type { Selection } from "@/components/admin/connection-list/use-selection";
import { WaitingDisconnect } from "@/components/admin/connection-list/waiting-disconnect";
import { connectionPath } from "@/lib/http/paths";

/** The columns whose cells have styles of their own. */
const STYLED: ListColumn[] = ["label", "health", "id"];

type RowProps = {
  row: ConnectionRow;
  columns: ListColumn[];
  /** The health in a word. */
  health: string;
  /** Gives the text for a phone, which has no heading, of when the last notification came. */
  ago: (last: string) => string;
  selection: Selection;
  /** The number of the row on its page. */
  index: number;
  isHydrated: boolean;
  /** Retries a disconnect; null for support. */
  retry: ((formData: FormData) => Promise<void>) | null;
  /** Tells screen readers. */
  announce: (text: string) => void;
};

/** A row of the list. It has few elements and no component for a cell, because there are fifty of it. */
export function ConnectionTableRow({ row, columns, health: word, ago, selection, index, ...rest }: RowProps) {
  const { isHydrated, retry, announce } = rest;
  const [id, business, health, cells, lastExact, more] = row;
  const textOf = (column: ListColumn) => cells[columns.indexOf(column)];
  const label = textOf("label");
  const last = textOf("lastNotificationAt");
  const contentOf = (column: ListColumn): ReactNode => {
    if (column === "id") {
      return (
        <>
          <code>{id}</code>
          {isHydrated && <CopyButton id={id} business={business} announce={announce} />}
        </>
      );
    }
    if (column === "health") {
      return (
        <>
          <span className={`badge ${health}`}>{word}</span>
          {lastExact && last && <small>{ago(last)}</small>}
          {more?.waiting && <WaitingDisconnect id={id} {...more.waiting} retry={retry} />}
        </>
      );
    }
    return textOf(column);
  };
  return (
    <tr className={selection.isPicked(id) ? "picked" : undefined}>
      <td>{isHydrated && <RowBox name={label || business} business={business} id={id} {...{ selection, index }} />}</td>
      <th scope="row">
        <a href={connectionPath(id)}>{business}</a>
        {more?.externalId && <small className="wide">{more.externalId}</small>}
        {more?.tags && <small className="wide">{more.tags}</small>}
        {label && <small>{label}</small>}
      </th>
      {columns.map((column) => (
        <td
          key={column}
          className={STYLED.includes(column) ? column : undefined}
          title={(column === "lastNotificationAt" && lastExact) || undefined}
        >
          {contentOf(column)}
        </td>
      ))}
    </tr>
  );
}

type RowBoxProps = Pick<RowProps, "selection" | "index"> & { id: string; name: string; business: string };

function RowBox({ selection, index, id, name, business }: RowBoxProps) {
  const t = useTranslations("admin.connections.select");
  return (
    <label>
      <input
        type="checkbox"
        aria-label={t("row", { label: name, business })}
        checked={selection.isPicked(id)}
        onChange={doNothing}
        {...selection.checkbox(index)}
      />
    </label>
  );
}

/** The click has already changed the selection. Without a handler, React asks for one. */
function doNothing(): void {}
