import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createMerchantAction } from "@/app/(auth)/actions";
import { NewBusinessForm } from "@/components/settings/new-business-form";
import { ButtonLink } from "@/components/ui/button";
import { PaperCard } from "@/components/ui/paper-card";
import { requireUser } from "@/lib/auth/sessions/current-user";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("businesses.new");
  return { title: t("title") };
}

/** Adds a business of which the user becomes the owner, for a user who already belongs to others. */
export default async function NewBusinessPage() {
  await requireUser();
  const t = await getTranslations("businesses.new");
  return (
    <div className="grid justify-items-center">
      <PaperCard title={t("title")}>
        <p className="mt-3 text-muted">{t("lead")}</p>
        <NewBusinessForm action={createMerchantAction} submit={t("submit")} />
        <ButtonLink href="/businesses" look="quiet" className="mt-2 w-full">
          {t("cancel")}
        </ButtonLink>
      </PaperCard>
    </div>
  );
}
