import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";
import { TextForm } from "@/components/ui/text-form";
import { safeReturnTo } from "@/lib/auth/return-to";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { listOwnBusinesses } from "@/lib/merchants/list-own";
import { createMerchantAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("welcome");
  return { title: t("title") };
}

export default async function WelcomePage({ searchParams }: PageProps<"/welcome">) {
  const user = await requireUser();
  const returnTo = safeReturnTo((await searchParams).returnTo ?? "/connections");
  if ((await listOwnBusinesses(user)).length > 0) redirect(returnTo);

  const t = await getTranslations("welcome");
  return (
    <PaperPage title={t("title")}>
      <p className="mt-3 text-muted">{t("lead")}</p>
      <TextForm
        action={createMerchantAction}
        type="text"
        name="name"
        label={t("name")}
        autoComplete="organization"
        maxLength={80}
        submit={t("submit")}
        pending={t("pending")}
      >
        <input type="hidden" name="returnTo" value={returnTo} />
      </TextForm>
      <ButtonLink href="/settings/delete" look="quiet" className="mt-2 w-full">
        {t("delete")}
      </ButtonLink>
    </PaperPage>
  );
}
