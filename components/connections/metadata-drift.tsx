import { useTranslations } from "next-intl";
import type { DriftRow } from "@/lib/connections/metadata/drift";

/** Our metadata of a connection beside ReceiptHero's, key by key. */
export function MetadataDrift({ rows }: { rows: DriftRow[] }) {
  const t = useTranslations("connection.drift");
  const value = (text: string | null) =>
    text === null ? <span className="text-muted italic">{t("missing")}</span> : text;
  return (
    <table className="w-full text-left text-sm sm:table-fixed">
      <caption className="sr-only">{t("title")}</caption>
      <thead className="text-muted">
        <tr>
          {(["key", "here", "there"] as const).map((column) => (
            <th key={column} scope="col" className="pr-2 pb-2 font-medium last:pr-0 sm:pr-4">
              {t(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, here, there, state }) => (
          <tr key={key} className="border-line border-t align-baseline">
            <th scope="row" className="wrap-anywhere py-2.5 pr-2 font-normal sm:pr-4">
              {key}
              <span className={`block text-xs ${state === "same" ? "text-muted" : "font-medium text-alert"}`}>
                {t(`state.${state}`)}
              </span>
            </th>
            <td className="wrap-anywhere py-2.5 pr-2 sm:pr-4">{value(here)}</td>
            <td className="wrap-anywhere py-2.5">{value(there)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
