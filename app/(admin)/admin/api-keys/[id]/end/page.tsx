import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { ButtonLink } from "@/components/ui/button";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { getApiKey } from "@/lib/api-keys/list";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { getFormatter } from "@/lib/i18n/formatter";
import { endApiKeyAction } from "../../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.apiKeys.ending");
  return { title: t("submit") };
}

/** Asks for confirmation before an API key is ended. */
export default async function EndApiKeyPage({ params }: PageProps<"/admin/api-keys/[id]/end">) {
  const admin = await requireAdmin();
  const id = z.uuid().safeParse((await params).id).data ?? notFound();
  const { name, lastUsedAt, endedAt } = (await getApiKey(admin, id)) ?? notFound();
  if (endedAt) redirect("/admin/api-keys");
  const t = await getTranslations("admin.apiKeys.ending");
  const format = await getFormatter();
  const used = lastUsedAt ? t("used", { date: format.dateTime(lastUsedAt, "staffTime") }) : t("unused");
  return (
    <ConfirmCard title={t("title", { name })} consequences={[t("refused"), used, t("final")]}>
      <ProvenForm action={endApiKeyAction} className="mt-7 grid">
        <input type="hidden" name="id" value={id} />
        <SubmitButton look="danger" pendingText={t("pending")}>
          {t("submit")}
        </SubmitButton>
      </ProvenForm>
      <ButtonLink href="/admin/api-keys" look="quiet" className="mt-2 w-full">
        {t("cancel")}
      </ButtonLink>
    </ConfirmCard>
  );
}
