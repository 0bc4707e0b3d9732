import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import type { BulkResult } from "@/lib/admin/bulk/results";
import type { BulkItemState } from "@/prisma/generated/enums";

const DOT: Record<BulkItemState, string> = {
  WAITING: "border-2 border-line",
  ENDING: "border-2 border-alert",
  ENDED: "bg-accent",
  SKIPPED: "border-2 border-field",
};

const CELL = "px-5 py-3";

/** What became of each connection of an order. */
export async function BulkResults({ results }: { results: BulkResult[] }) {
  const t = await getTranslations("admin.bulk.order");
  const format = await getFormatter();
  const reasonOf = ({ state, error, waitingFor }: BulkResult) => {
    if (state !== "SKIPPED") return waitingFor;
    return error === "granted_anew" ? t("granted_anew") : t("not_active");
  };
  return (
    <section
      aria-label={t("results")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="mt-4 overflow-x-auto rounded-xl border border-line bg-surface"
    >
      <table className="w-full text-left">
        <thead className="text-muted text-sm">
          <tr>
            {(["connection", "business", "result", "when"] as const).map((column) => (
              <th key={column} scope="col" className="px-5 pt-4 pb-2 font-medium">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {results.map((result) => {
            const { receiptheroId, label, business, state, at } = result;
            return (
              <tr key={receiptheroId} className="border-line border-t align-baseline">
                <td className={`min-w-82 ${CELL}`}>
                  <Link
                    href={`/admin/connections/${encodeURIComponent(receiptheroId)}`}
                    prefetch={false}
                    className="wrap-anywhere font-medium underline-offset-4 hover:text-accent hover:underline"
                  >
                    {label ?? t("gone")}
                  </Link>
                  <code className="wrap-anywhere block font-mono text-muted text-xs">{receiptheroId}</code>
                </td>
                <td className={`wrap-anywhere min-w-52 ${CELL}`}>{business}</td>
                <td className={CELL}>
                  <span className="inline-flex items-center gap-2 whitespace-nowrap text-sm">
                    <span aria-hidden="true" className={`size-2.5 rounded-full ${DOT[state]}`} />
                    {t(`items.${state}`)}
                  </span>
                  <span className="block text-muted text-sm">{reasonOf(result)}</span>
                </td>
                <td className={`whitespace-nowrap text-muted ${CELL}`}>
                  {at && format.dateTime(at, { dateStyle: "medium", timeStyle: "medium" })}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
