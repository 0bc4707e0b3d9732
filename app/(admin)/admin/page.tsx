import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Attention } from "@/components/admin/overview/attention";
import { Daily } from "@/components/admin/overview/daily";
import { Funnel } from "@/components/admin/overview/funnel";
import { HealthCounts } from "@/components/admin/overview/health-counts";
import { InvitationFunnel } from "@/components/admin/overview/invitation-funnel";
import { SpanChoice } from "@/components/admin/overview/span-choice";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { countByHealth } from "@/lib/connections/health/count";
import { needsAttention } from "@/lib/overview/attention";
import { countDaily } from "@/lib/overview/daily-counts";
import { authorizationFunnel } from "@/lib/overview/funnel";
import { invitationFunnel } from "@/lib/overview/invitation-funnel";
import { span } from "@/lib/overview/range";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.overview");
  return { title: t("title") };
}

export default async function OverviewPage({ searchParams }: PageProps<"/admin">) {
  const staff = await requireStaff();
  const days = span.parse((await searchParams).days);
  const [counts, attention, daily, funnel, invitations] = await Promise.all([
    countByHealth(staff),
    needsAttention(staff),
    countDaily(staff, days),
    authorizationFunnel(staff, days),
    invitationFunnel(staff, days),
  ]);
  const t = await getTranslations("admin.overview");
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">{t("lead")}</p>
      <HealthCounts counts={counts} />
      <Attention attention={attention} counts={counts} />
      <section aria-labelledby="span" className="mt-12">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <h2 id="span" className="font-semibold text-xl tracking-tight">
            {t("span.title", { days })}
          </h2>
          <SpanChoice days={days} />
        </div>
        <p className="text-muted text-sm">{t("span.utc")}</p>
        <div className="mt-5 grid grid-cols-1 items-start gap-5 lg:grid-cols-12">
          <Daily days={daily} />
          <Funnel funnel={funnel} />
        </div>
        <InvitationFunnel funnel={invitations} />
      </section>
    </>
  );
}
