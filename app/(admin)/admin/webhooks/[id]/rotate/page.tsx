import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BackLink } from "@/components/admin/shared/back-link";
import { RotateForm } from "@/components/admin/webhooks/rotate-form";
import { ClientMessages, FORM_TEXTS } from "@/components/layout/client-messages";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { endpointPath } from "@/lib/http/paths";
import { rotateSecretAction } from "../../actions";
import { loadEndpoint } from "../load";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.webhooks.rotate");
  return { title: t("title") };
}

/** Asks before an endpoint gets a new secret, and then shows it. */
export default async function RotateSecretPage({ params }: PageProps<"/admin/webhooks/[id]/rotate">) {
  await requireAdmin();
  const { endpoint } = await loadEndpoint((await params).id);
  const t = await getTranslations("admin.webhooks");
  return (
    <div className="max-w-xl">
      <BackLink href={endpointPath(endpoint.id)}>{t("endpoint")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("rotate.title")}</h1>
      <p className="wrap-anywhere mt-1.5 text-muted">{t("rotate.lead", { host: new URL(endpoint.url).host })}</p>
      <ClientMessages of={["admin.webhooks", ...FORM_TEXTS]}>
        <RotateForm action={rotateSecretAction} id={endpoint.id} />
      </ClientMessages>
    </div>
  );
}
