import { getTranslations } from "next-intl/server";
import { Link } from "@/components/ui/link";
import { type DateRange, SPANS } from "@/lib/overview/range";

/** The choice of the period. It uses links, so that the URL holds the choice. */
export async function SpanChoice({ days }: { days: DateRange }) {
  const t = await getTranslations("admin.overview.span");
  return (
    <nav aria-label={t("label")} className="spans">
      {SPANS.map((span) => (
        <Link key={span} href={`/admin?days=${span}`} scroll={false} aria-current={span === days ? "true" : undefined}>
          {t("days", { days: span })}
        </Link>
      ))}
    </nav>
  );
}
