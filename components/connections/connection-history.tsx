import { getTranslations } from "next-intl/server";
import { getBrand } from "@/lib/brand/current";
import type { HistoryEvent } from "@/lib/connections/history-for-merchant";
import { getFormatter } from "@/lib/i18n/formatter";

/** The events of a connection, newest first, in plain words. */
export async function ConnectionHistory({ history }: { history: HistoryEvent[] }) {
  const t = await getTranslations("connection");
  const words = await getTranslations("audit");
  const format = await getFormatter();
  const { name: partner } = await getBrand();
  return (
    <section className="mt-12 border-line border-t pt-8">
      <h2 className="font-semibold text-xl tracking-tight">{t("history")}</h2>
      <ol className="mt-5 grid gap-4 border-line border-l pl-5">
        {history.map(({ id, at, action, actor }) => (
          <li key={id}>
            <p>{words(action)}</p>
            <p className="text-muted text-sm">
              <time dateTime={at.toISOString()}>{format.dateTime(at, "moment")}</time>
              {" · "}
              {t(`actor.${actor}`, { partner })}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
