import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { ButtonLink } from "@/components/ui/button";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { endpointPath } from "@/lib/http/paths";
import { deleteEndpointAction } from "../../actions";
import { loadEndpoint } from "../load";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.webhooks.deleting");
  return { title: t("submit") };
}

/** Asks for confirmation before an endpoint is deleted. */
export default async function DeleteEndpointPage({ params }: PageProps<"/admin/webhooks/[id]/delete">) {
  await requireAdmin();
  const { endpoint } = await loadEndpoint((await params).id);
  const t = await getTranslations("admin.webhooks.deleting");
  return (
    <ConfirmCard title={t("title")} lead={endpoint.url} consequences={[t("gets"), t("log"), t("off")]}>
      <ProvenForm action={deleteEndpointAction} className="mt-7 grid">
        <input type="hidden" name="id" value={endpoint.id} />
        <SubmitButton look="danger" pendingText={t("pending")}>
          {t("submit")}
        </SubmitButton>
      </ProvenForm>
      <ButtonLink href={endpointPath(endpoint.id)} look="quiet" className="mt-2 w-full">
        {t("cancel")}
      </ButtonLink>
    </ConfirmCard>
  );
}
