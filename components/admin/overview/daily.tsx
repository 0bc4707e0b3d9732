import { DailyNumbers } from "@/components/admin/overview/daily-numbers";
import { ClientMessages } from "@/components/layout/client-messages";
import { getFormatter } from "@/lib/i18n/formatter";
import type { DailyCount } from "@/lib/overview/daily-counts";

/** New and disconnected connections per day, and the sum of both: as a chart, and as a table of its numbers. */
export async function Daily({ days }: { days: DailyCount[] }) {
  const format = await getFormatter();
  return (
    <ClientMessages of={["admin.overview.daily"]}>
      <DailyNumbers
        days={days.map(({ day, connected, disconnected }) => [
          format.dateTime(new Date(day), "day"),
          format.dateTime(new Date(day), "dayOfYear"),
          connected,
          disconnected,
        ])}
      />
    </ClientMessages>
  );
}
