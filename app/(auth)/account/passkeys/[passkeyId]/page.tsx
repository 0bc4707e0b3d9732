import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperPage } from "@/components/ui/paper-card";
import { TextForm } from "@/components/ui/text-form";
import { listPasskeys } from "@/lib/auth/passkeys/list";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { MAX_PASSKEY_NAME } from "@/lib/forms/fields";
import { renamePasskeyAction } from "../../actions";
import { ownPage } from "../../own-page";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.passkeys");
  return { title: t("renameTitle") };
}

/** Renames one of the user's own passkeys. */
export default async function PasskeyPage({ params }: PageProps<"/account/passkeys/[passkeyId]">) {
  const user = await requireUser();
  const { passkeyId } = await params;
  const passkey = (await listPasskeys(user)).find(({ id }) => id === passkeyId) ?? notFound();
  const t = await getTranslations("settings.passkeys");
  return (
    <PaperPage title={t("renameTitle")}>
      <TextForm
        action={renamePasskeyAction}
        type="text"
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        autoComplete="off"
        maxLength={MAX_PASSKEY_NAME}
        defaultValue={passkey.name}
        submit={t("rename")}
        pending={t("pending")}
      >
        <input type="hidden" name="id" value={passkey.id} />
      </TextForm>
      <ButtonLink href={await ownPage(user, "passkeys")} look="quiet" className="mt-2 w-full">
        {t("cancel")}
      </ButtonLink>
    </PaperPage>
  );
}
