import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";
import { TextForm } from "@/components/ui/text-form";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { readableEmailAddress } from "@/lib/email-address";
import { deleteLoneAccountAction } from "../../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("deleteAccount");
  return { title: t("title") };
}

/**
 * For a user without a merchant: states what is deleted, and asks for the email as confirmation. Members use the
 * settings.
 */
export default async function DeleteLoneAccountPage() {
  const user = await requireUser();
  if (user.merchant) redirect("/settings/delete");
  const t = await getTranslations("deleteAccount");
  return (
    <PaperPage title={t("title")}>
      <p className="mt-4">{t("lead")}</p>
      <ul className="mt-4 grid list-disc gap-1.5 pl-5 text-muted">
        <li>{t("1")}</li>
        <li>{t("2")}</li>
      </ul>
      <p className="mt-4 font-medium">{t("final")}</p>
      <TextForm
        action={deleteLoneAccountAction}
        type="text"
        name="confirmation"
        label={t("confirmation")}
        hint={readableEmailAddress(user.email)}
        autoComplete="off"
        maxLength={254}
        submit={t("submit")}
        pending={t("pending")}
      />
      <ButtonLink href="/" look="quiet" className="mt-2 w-full">
        {t("cancel")}
      </ButtonLink>
    </PaperPage>
  );
}
