import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BackLink } from "@/components/admin/shared/back-link";
import { EndpointForm } from "@/components/admin/webhooks/endpoint-form";
import { ClientMessages, FORM_TEXTS } from "@/components/layout/client-messages";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { env } from "@/lib/env";
import { typeNames } from "@/lib/events/endpoints/form";
import { checkedRoute, endpointPath } from "@/lib/http/paths";
import { changeEndpointAction } from "../../actions";
import { loadEndpoint } from "../load";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.webhooks.edit");
  return { title: t("title") };
}

/** The form that changes an endpoint. */
export default async function EditEndpointPage({ params }: PageProps<"/admin/webhooks/[id]/edit">) {
  await requireAdmin();
  const { endpoint } = await loadEndpoint((await params).id);
  const { id, url, description, types } = endpoint;
  const t = await getTranslations("admin.webhooks");
  return (
    <div className="max-w-2xl">
      <BackLink href={endpointPath(id)}>{t("endpoint")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("edit.title")}</h1>
      <ClientMessages of={["admin.webhooks", ...FORM_TEXTS]}>
        <EndpointForm
          offered={typeNames}
          action={changeEndpointAction}
          endpoint={{ id, url, description, types }}
          allowsPrivate={env().WEBHOOK_ALLOW_PRIVATE === "on"}
          cancelHref={checkedRoute(endpointPath(id))}
        />
      </ClientMessages>
    </div>
  );
}
