import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { PaperPage } from "@/components/ui/paper-card";
import { getBrand } from "@/lib/brand/current";
import { env } from "@/lib/env";
import { getFormatter } from "@/lib/i18n/formatter";

/** The day on which someone last compared the statement with the pages. */
const REVIEWED = new Date("2026-11-30T00:00:00Z");

const GUIDELINES = "WCAG 2.2";
const STANDARD = "EN\u00a0301\u00a0549";

/** The largest zoom at which e2e/platform/accessibility-modes.spec.ts visits the pages. */
const ZOOM = 4;

const TESTS = ["program", "keyboard", "modes"] as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("accessibility");
  return { title: t("title") };
}

/** The accessibility statement (EN 301 549, WCAG 2.2 AA). It needs no session. */
export default async function AccessibilityPage() {
  const t = await getTranslations("accessibility");
  const format = await getFormatter();
  const { name: partner, supportUrl } = await getBrand();
  const zoom = format.number(ZOOM, { style: "percent" });
  return (
    <PaperPage title={t("title")}>
      <p className="mt-3">{t("scope", { partner, host: new URL(env().APP_URL).host })}</p>
      <Section title={t("status.title")}>
        <p className="mt-2">{t("status.body", { guidelines: GUIDELINES, standard: STANDARD })}</p>
        <p className="mt-2">{t("status.elsewhere")}</p>
      </Section>
      <Section title={t("tests.title")}>
        <ul className="mt-2 list-disc space-y-1 pl-5">
          {TESTS.map((test) => (
            <li key={test}>{t(`tests.${test}`, { zoom })}</li>
          ))}
        </ul>
        <p className="mt-2">{t("tests.byUs")}</p>
      </Section>
      <Section title={t("feedback.title")}>
        <p className="mt-2">{t("feedback.body", { partner })}</p>
        {supportUrl && (
          <p className="mt-2">
            <a href={supportUrl} className="text-accent underline underline-offset-4">
              {t("feedback.link")}
            </a>
          </p>
        )}
        <p className="mt-2">{t("feedback.authority")}</p>
      </Section>
      <p className="fold mt-8 pt-4 text-muted text-sm">{t("reviewed", { date: format.dateTime(REVIEWED, "day") })}</p>
    </PaperPage>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="mt-7">
      <h2 className="font-semibold text-lg tracking-tight">{title}</h2>
      {children}
    </section>
  );
}
