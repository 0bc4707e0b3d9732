import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ConfirmByName } from "@/components/admin/connection-detail/confirm-by-name";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { getBrand } from "@/lib/brand/current";
import { tailOf } from "@/lib/connections/disconnect/confirm-by-name";
import { disconnectAsAdminAction } from "../actions";
import { loadConnection } from "../load";

export async function generateMetadata(): Promise<Metadata> {
  const { connection } = await loadConnection();
  const t = await getTranslations("admin.connection.disconnecting");
  return { title: t("title", { label: connection.label || tailOf(connection) }) };
}

/** States the consequences of a disconnect, and asks for the connection's name as confirmation. */
export default async function DisconnectAsAdminPage() {
  await requireAdmin();
  const { connection, path } = await loadConnection();
  if (connection.status !== "ACTIVE") redirect(path);

  const t = await getTranslations("admin.connection.disconnecting");
  const label = connection.label || tailOf(connection);
  const words = { label, business: connection.merchant.name, partner: (await getBrand()).name };
  return (
    <ConfirmCard
      title={t("title", words)}
      {...(words.business !== label && { lead: t("what", words) })}
      consequences={[t("ends"), t("stops", words), t("again")]}
    >
      <ConfirmByName
        action={disconnectAsAdminAction}
        connection={connection}
        submit={t("submit", words)}
        pending={t("pending")}
        path={path}
      />
    </ConfirmCard>
  );
}
