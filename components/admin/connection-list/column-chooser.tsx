"use client";

import { useTranslations } from "next-intl";
import { useListView } from "@/components/admin/connection-list/list-view-provider";
import { FILTER_FORM, listColumns } from "@/components/admin/connection-list/url-params";

/** Chooses the columns of the table. The business is always shown. Without script, the filters' form sends the choice. */
export function ColumnChooser() {
  const t = useTranslations("admin.connections.columns");
  const { query, change } = useListView();
  const { after, before, exact, row } = query;
  return (
    <fieldset>
      <legend>{t("title")}</legend>
      {listColumns.map((column) => (
        <label key={column}>
          <input
            type="checkbox"
            form={FILTER_FORM}
            name="columns"
            value={column}
            checked={query.columns.includes(column)}
            onChange={({ target }) => {
              const columns = listColumns.filter((one) =>
                one === column ? target.checked : query.columns.includes(one),
              );
              change({ columns, after, before, exact, row }, { replace: true });
            }}
          />
          {t(column)}
        </label>
      ))}
    </fieldset>
  );
}
