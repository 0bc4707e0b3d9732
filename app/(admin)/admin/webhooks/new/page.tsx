import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BackLink } from "@/components/admin/shared/back-link";
import { EndpointForm } from "@/components/admin/webhooks/endpoint-form";
import { WEBHOOKS } from "@/components/admin/webhooks/paths";
import { ClientMessages, FORM_TEXTS } from "@/components/layout/client-messages";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { env } from "@/lib/env";
import { typeNames } from "@/lib/events/endpoints/form";
import { createEndpointAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.webhooks.new");
  return { title: t("title") };
}

/** The form of a new endpoint, which then shows its secret. */
export default async function NewEndpointPage() {
  await requireAdmin();
  const t = await getTranslations("admin.webhooks");
  return (
    <div className="max-w-2xl">
      <BackLink href={WEBHOOKS}>{t("detail.back")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("new.title")}</h1>
      <p className="mt-1.5 text-muted">{t("new.lead")}</p>
      <ClientMessages of={["admin.webhooks", ...FORM_TEXTS]}>
        <EndpointForm
          offered={typeNames}
          action={createEndpointAction}
          endpoint={null}
          allowsPrivate={env().WEBHOOK_ALLOW_PRIVATE === "on"}
          cancelHref={WEBHOOKS}
        />
      </ClientMessages>
    </div>
  );
}
