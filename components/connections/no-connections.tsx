import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { env } from "@/lib/env";

/**
 * The empty list of connections: what connecting does, and how it works, with a link to the form.
 * @param form null for a reader, who is told who can connect
 */
export async function NoConnections({ form }: { form: `/businesses/${string}/connections/new` | null }) {
  const t = await getTranslations("connections");
  return (
    <section className="mt-9 rounded-2xl border border-line bg-surface px-6 py-9 sm:px-10 sm:py-12">
      <h2 className="font-semibold text-xl tracking-tight">{t("empty.title")}</h2>
      <p className="mt-2.5 max-w-xl text-muted">
        {form ? t("empty.body", { partner: env().PARTNER_NAME }) : t("empty.bodyForReader")}
      </p>
      {form && <Steps />}
      {form && (
        <ButtonLink href={form} className="mt-9">
          {t("connect")}
        </ButtonLink>
      )}
    </section>
  );
}

async function Steps() {
  const t = await getTranslations("connections");
  return (
    <ol className="fold mt-8 grid gap-4 pt-7 sm:grid-cols-3">
      {(["step1", "step2", "step3"] as const).map((step, index) => (
        <li key={step} className="flex items-baseline gap-3">
          <span aria-hidden="true" className="font-mono text-accent text-sm">
            {index + 1}
          </span>
          {t(`empty.${step}`)}
        </li>
      ))}
    </ol>
  );
}
