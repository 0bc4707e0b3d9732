import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { PaperCard } from "@/components/ui/paper-card";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireMemberOfConnection } from "@/lib/auth/members/require";
import { getBrand } from "@/lib/brand/current";
import { merchantConnectionPath } from "@/lib/http/paths";
import { disconnectAction } from "../actions";
import { loadConnection } from "../load";

export async function generateMetadata(): Promise<Metadata> {
  const { connection } = await loadConnection();
  const t = await getTranslations("disconnect");
  return { title: t("title", { label: connection.label }) };
}

/** Asks for confirmation of a disconnect, and states the consequences. */
export default async function DisconnectPage() {
  const { connection } = await loadConnection();
  const member = await requireMemberOfConnection(connection.receiptheroId);
  const page = merchantConnectionPath(connection.receiptheroId);
  if (connection.status !== "ACTIVE") redirect(page);

  const t = await getTranslations("disconnect");
  const words = { business: member.merchant.name, label: connection.label, partner: (await getBrand()).name };
  return (
    <div className="flex justify-center">
      <PaperCard title={t("title", words)}>
        {words.business !== words.label && <p className="mt-4 wrap-anywhere">{t("what", words)}</p>}
        <ul className="mt-4 grid list-disc grid-cols-1 gap-1.5 wrap-anywhere pl-5 text-muted">
          {(["stops", "keeps", "again"] as const).map((consequence) => (
            <li key={consequence}>{t(consequence, words)}</li>
          ))}
        </ul>
        <Form action={disconnectAction} className="mt-7 actions">
          <input type="hidden" name="receiptheroId" value={connection.receiptheroId} />
          <SubmitButton look="danger" pendingText={t("pending")}>
            {t("submit", words)}
          </SubmitButton>
          <ButtonLink href={page} look="secondary">
            {t("cancel")}
          </ButtonLink>
        </Form>
      </PaperCard>
    </div>
  );
}
