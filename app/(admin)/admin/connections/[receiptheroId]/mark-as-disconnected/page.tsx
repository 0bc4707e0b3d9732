import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ConfirmByName } from "@/components/admin/connection-detail/confirm-by-name";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { getBrand } from "@/lib/brand/current";
import { tailOf } from "@/lib/connections/disconnect/confirm-by-name";
import { markAsDisconnectedAction } from "../actions";
import { loadConnection } from "../load";

export async function generateMetadata(): Promise<Metadata> {
  const { connection } = await loadConnection();
  const t = await getTranslations("admin.connection.markAsDisconnected");
  return { title: t("title", { label: connection.label || tailOf(connection) }) };
}

/** States the consequences of marking a connection as disconnected, and asks for its name as confirmation. */
export default async function MarkAsDisconnectedPage() {
  await requireAdmin();
  const { connection, path } = await loadConnection();
  if (connection.status !== "DISCONNECTING" || connection.attemptsLeft) redirect(path);

  const t = await getTranslations("admin.connection.markAsDisconnected");
  const label = connection.label || tailOf(connection);
  const words = { label, business: connection.merchant.name, partner: (await getBrand()).name };
  return (
    <ConfirmCard
      title={t("title", words)}
      lead={t("what", words)}
      consequences={[t("erased"), t("mayLive"), t("recorded")]}
    >
      <ConfirmByName
        action={markAsDisconnectedAction}
        connection={connection}
        submit={t("submit")}
        pending={t("pending")}
        path={path}
      />
    </ConfirmCard>
  );
}
