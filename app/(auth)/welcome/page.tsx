import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NewBusinessForm } from "@/components/settings/new-business-form";
import { ButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";
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
      <NewBusinessForm action={createMerchantAction} submit={t("submit")}>
        <input type="hidden" name="returnTo" value={returnTo} />
      </NewBusinessForm>
      <ButtonLink href="/settings/delete" look="quiet" className="mt-2 w-full">
        {t("delete")}
      </ButtonLink>
    </PaperPage>
  );
}
