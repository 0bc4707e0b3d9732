import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";
import { PasskeyField } from "@/components/ui/passkey-field";
import { TextForm } from "@/components/ui/text-form";
import { relyingParty } from "@/lib/auth/passkeys/relying-party";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { MAX_PASSKEY_NAME } from "@/lib/forms/fields";
import { addPasskeyAction } from "../../actions";
import { ownPage } from "../../own-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.passkeys");
  return { title: t("addTitle") };
}

/** Asks for the name of a new passkey, and then lets the browser create it. */
export default async function NewPasskeyPage() {
  const user = await requireUser();
  if (!relyingParty()) notFound();
  const t = await getTranslations("settings.passkeys");
  const back = await ownPage(user, "passkeys");
  return (
    <PaperPage title={t("addTitle")}>
      <p className="mt-3">{t("addLead")}</p>
      <TextForm
        action={addPasskeyAction}
        type="text"
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        autoComplete="off"
        maxLength={MAX_PASSKEY_NAME}
        submit={t("addSubmit")}
        pending={t("pending")}
      >
        <PasskeyField purpose="add" name="answer" problem={t("unanswered")} />
      </TextForm>
      <ButtonLink href={back} look="quiet" className="mt-2 w-full">
        {t("cancel")}
      </ButtonLink>
    </PaperPage>
  );
}
