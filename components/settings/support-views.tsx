import { getTranslations } from "next-intl/server";
import { Row, RowList } from "@/components/settings/row-list";
import { getFormatter } from "@/lib/i18n/formatter";
import { VIEW_MINUTES } from "@/lib/lifetimes";
import type { MerchantViewRecord } from "@/lib/merchants/views/list";

/** When the partner's support looked at the business's pages. */
export async function SupportViews({ views }: { views: MerchantViewRecord[] }) {
  const t = await getTranslations("settings.supportViews");
  const format = await getFormatter();
  return (
    <RowList label={t("title")}>
      {views.map(({ id, startedAt, endedAt }) => (
        <Row
          key={id}
          title={format.dateTime(startedAt, "moment")}
          details={[
            endedAt ? t("ended", { time: format.dateTime(endedAt, "moment") }) : t("open", { minutes: VIEW_MINUTES }),
          ]}
        />
      ))}
    </RowList>
  );
}
