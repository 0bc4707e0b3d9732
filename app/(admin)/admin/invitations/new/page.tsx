import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InvitationForm } from "@/components/admin/invitations/invitation-form";
import { BackLink } from "@/components/admin/shared/back-link";
import { ClientMessages, FORM_TEXTS } from "@/components/layout/client-messages";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { getBrand } from "@/lib/brand/current";
import { env } from "@/lib/env";
import { inviteMerchantAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.invitations.new");
  return { title: t("title") };
}

/** The form of one invitation. */
export default async function NewInvitationPage() {
  await requireAdmin();
  const t = await getTranslations("admin.invitations");
  return (
    <div className="max-w-xl">
      <BackLink href="/admin/invitations">{t("title")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("new.title")}</h1>
      <p className="mt-1.5 text-muted">{t("new.lead")}</p>
      <ClientMessages of={["admin.invitations", "connect", ...FORM_TEXTS]}>
        <InvitationForm
          action={inviteMerchantAction}
          partner={(await getBrand()).name}
          language={env().DEFAULT_LOCALE}
        />
      </ClientMessages>
    </div>
  );
}
