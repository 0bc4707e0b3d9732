import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { ButtonLink } from "@/components/ui/button";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { readableEmailAddress } from "@/lib/email-address";
import { disableUserAction, enableUserAction } from "../../actions";
import { loadOtherUser } from "../load";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.users");
  return { title: t("accessTitle") };
}

/** Asks for confirmation before a user is disabled or enabled. */
export default async function AccessPage({ params }: PageProps<"/admin/users/[userId]/access">) {
  const { id, name, email, role, businesses, alone, disabledAt } = await loadOtherUser(params);
  const t = await getTranslations("admin.users");
  const kind = disabledAt ? "enabling" : "disabling";
  const consequences = disabledAt
    ? [t("enabling.in", { role: t(`roles.${role}`) }), t("enabling.out")]
    : [
        t("disabling.out"),
        t("disabling.refused"),
        ...alone.map((business) => t("disabling.alone", { business })),
        ...(businesses.length > alone.length ? [t("disabling.stays")] : []),
        t("disabling.kept"),
      ];
  return (
    <ConfirmCard title={t(`${kind}.title`, { who: name ?? readableEmailAddress(email) })} consequences={consequences}>
      <ProvenForm action={disabledAt ? enableUserAction : disableUserAction} className="mt-7 grid">
        <input type="hidden" name="userId" value={id} />
        <SubmitButton look={disabledAt ? "primary" : "danger"} pendingText={t(`${kind}.pending`)}>
          {t(`${kind}.submit`)}
        </SubmitButton>
      </ProvenForm>
      <ButtonLink href={`/admin/users/${id}`} look="quiet" className="mt-2 w-full">
        {t(`${kind}.cancel`)}
      </ButtonLink>
    </ConfirmCard>
  );
}
