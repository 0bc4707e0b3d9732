import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { ButtonLink } from "@/components/ui/button";
import { TextForm } from "@/components/ui/text-form";
import { getAccount } from "@/lib/account/get";
import { requireMerchant } from "@/lib/auth/sessions/current-user";
import { deleteAccountAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.delete");
  return { title: t("title") };
}

/** States what is deleted with the user, and asks for the name of the business as confirmation. */
export default async function DeletePage() {
  const user = await requireMerchant();
  const { business, others } = await getAccount(user);
  const t = await getTranslations("settings.delete");
  const kind = others.length > 0 ? "stays" : "last";
  return (
    <ConfirmCard
      title={t("title")}
      lead={t(`${kind}Lead`, { business })}
      consequences={[t(`${kind}1`), t(`${kind}2`, { business }), t(`${kind}3`)]}
    >
      <p className="mt-4 font-medium">{t("final")}</p>
      <TextForm
        action={deleteAccountAction}
        type="text"
        name="confirmation"
        label={t("confirmation")}
        hint={business}
        autoComplete="off"
        maxLength={80}
        submit={t("submit")}
        pending={t("pending")}
      />
      <ButtonLink href="/settings" look="quiet" className="mt-2 w-full">
        {t("cancel")}
      </ButtonLink>
    </ConfirmCard>
  );
}
