import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConnectForm } from "@/components/connections/connect-form";
import { Parties } from "@/components/connections/parties";
import { ClientMessages, FORM_TEXTS } from "@/components/layout/client-messages";
import { LINK_MARK_FIELD } from "@/lib/auth/links/mark";
import { requireMember } from "@/lib/auth/members/require";
import { getRequest } from "@/lib/authorization/get-request";
import { getBrand } from "@/lib/brand/current";
import { getConnection } from "@/lib/connections/get-for-merchant";
import { env } from "@/lib/env";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import { businessPath } from "@/lib/http/paths";
import { startAuthorizationAction } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("connect");
  return { title: t("title") };
}

export default async function NewConnectionPage({
  params,
  searchParams,
}: PageProps<"/businesses/[merchantId]/connections/new">) {
  const member = await requireMember((await params).merchantId);
  const t = await getTranslations("connect");
  const { RECEIPTHERO_SCOPES } = env();
  const { name: partner, privacyUrl, termsUrl } = await getBrand();
  const { request, reconnect, [LINK_MARK_FIELD]: link } = await searchParams;
  const lost = typeof reconnect === "string" ? await getConnection(member, reconnect) : null;
  const earlier = lost
    ? { ...lost, pairs: lost.metadata, reconnect: lost.receiptheroId, link: typeof link === "string" ? link : null }
    : await getRequest(member, request);
  const partnerKeys = new Set(earlier?.partnerKeys);
  const [partnerPairs = [], pairs = []] = [true, false].map((isPartner) =>
    earlier?.pairs.filter(({ key }) => partnerKeys.has(key) === isPartner),
  );
  return (
    <div className="mx-auto max-w-2xl">
      <Parties />
      <h1 className="mt-5 font-semibold text-3xl tracking-tight">{t(lost ? "againTitle" : "title")}</h1>
      <p className="mt-1.5 text-muted">{t("lead")}</p>
      <ClientMessages of={["connect", "scopes", ...FORM_TEXTS]}>
        <ConnectForm
          action={startAuthorizationAction}
          partner={partner}
          list={`${businessPath(member.merchant.id)}/connections`}
          offered={RECEIPTHERO_SCOPES}
          start={{
            ...(earlier ?? { label: member.merchant.name.slice(0, MAX_LABEL), scopes: RECEIPTHERO_SCOPES }),
            pairs,
          }}
          partnerPairs={partnerPairs}
          privacy={privacyUrl}
          terms={termsUrl}
        />
      </ClientMessages>
    </div>
  );
}
