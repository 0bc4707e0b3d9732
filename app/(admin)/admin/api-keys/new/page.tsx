import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewKeyForm } from "@/components/admin/api-keys/new-key-form";
import { BackLink } from "@/components/admin/shared/back-link";
import { ClientMessages, FORM_TEXTS } from "@/components/layout/client-messages";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { createApiKeyAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.apiKeys.new");
  return { title: t("title") };
}

/** The form of a new API key, which then shows the key. */
export default async function NewApiKeyPage() {
  await requireAdmin();
  const t = await getTranslations("admin.apiKeys");
  return (
    <div className="max-w-xl">
      <BackLink href="/admin/api-keys">{t("title")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("new.title")}</h1>
      <p className="mt-1.5 text-muted">{t("new.lead")}</p>
      <ClientMessages of={["admin.apiKeys", ...FORM_TEXTS]}>
        <NewKeyForm action={createApiKeyAction} />
      </ClientMessages>
    </div>
  );
}
