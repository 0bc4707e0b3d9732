import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { ButtonLink } from "@/components/ui/button";
import { TextForm } from "@/components/ui/text-form";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { env } from "@/lib/env";
import { disconnectAsAdminAction } from "../actions";
import { loadConnection } from "../load";
import { TAIL_LENGTH, tailOf } from "./confirmation";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.connection.disconnecting");
  return { title: t("page") };
}

/** States the consequences of a disconnect, and asks for the connection's name as confirmation. */
export default async function DisconnectAsAdminPage() {
  await requireAdmin();
  const { connection, path } = await loadConnection();
  if (connection.status !== "ACTIVE") redirect(path);

  const t = await getTranslations("admin.connection.disconnecting");
  const tail = tailOf(connection);
  const label = connection.label || tail;
  const words = { label, business: connection.merchant.name, partner: env().PARTNER_NAME };
  return (
    <ConfirmCard
      title={t("title", words)}
      lead={t("what", words)}
      consequences={[t("ends"), t("stops", words), t("again")]}
    >
      <TextForm
        action={disconnectAsAdminAction}
        type="text"
        name="confirmation"
        label={t("confirmation", { count: TAIL_LENGTH })}
        hint={t("hint", { label, tail })}
        autoComplete="off"
        maxLength={100}
        submit={t("submit")}
        pending={t("pending")}
      >
        <input type="hidden" name="receiptheroId" value={connection.receiptheroId} />
      </TextForm>
      <ButtonLink href={path} look="quiet" className="mt-2 w-full">
        {t("cancel")}
      </ButtonLink>
    </ConfirmCard>
  );
}
