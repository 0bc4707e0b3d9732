import { getTranslations } from "next-intl/server";
import { Link } from "@/components/ui/link";
import { type DateRange, SPANS } from "@/lib/overview/range";

/** The choice of the period. It uses links, so that the URL holds the choice. */
export async function SpanChoice({ days }: { days: DateRange }) {
  const t = await getTranslations("admin.overview.span");
  return (
    <nav aria-label={t("label")} className="-mx-1 flex gap-1">
      {SPANS.map((span) => (
        <Link
          key={span}
          href={`/admin?days=${span}`}
          scroll={false}
          aria-current={span === days ? "true" : undefined}
          className="flex min-h-11 items-center rounded-lg px-3 text-muted text-sm hover:text-ink aria-[current]:bg-accent-soft aria-[current]:font-medium aria-[current]:text-accent"
        >
          {t("days", { days: span })}
        </Link>
      ))}
    </nav>
  );
}
