import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { PaperCard } from "@/components/ui/paper-card";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextForm } from "@/components/ui/text-form";
import { requireOwner } from "@/lib/auth/members/require";
import { getMoveOffer } from "@/lib/authorization/move/get-offer";
import { TAIL_LENGTH, tailOf } from "@/lib/connections/disconnect/confirm-by-name";
import { businessPath } from "@/lib/http/paths";
import { MOVE_OFFER_MINUTES } from "@/lib/lifetimes";
import { declineMoveAction, moveConnectionAction } from "./actions";

type Props = PageProps<"/businesses/[merchantId]/connections/move">;

async function loadOffer({ params, searchParams }: Props) {
  const owner = await requireOwner((await params).merchantId);
  return { owner, offer: await getMoveOffer(owner, (await searchParams).request) };
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { owner, offer } = await loadOffer(props);
  const t = await getTranslations("move");
  if (!offer) return { title: t("over.title") };
  return { title: t("title", { label: offer.connection.label, business: owner.merchant.name }) };
}

/**
 * The page after an authorization that brought back a connection of another business of the owner. It names both
 * businesses, states the consequences of a move, and asks for the connection's name as confirmation.
 */
export default async function MovePage(props: Props) {
  const { owner, offer } = await loadOffer(props);
  const t = await getTranslations("move");
  const list = `${businessPath(owner.merchant.id)}/connections` as const;
  if (!offer) {
    return (
      <div className="flex justify-center">
        <PaperCard title={t("over.title")}>
          <p className="mt-4">{t("over.body", { minutes: MOVE_OFFER_MINUTES })}</p>
          <div className="mt-7 actions">
            <ButtonLink href={`${list}/new`}>{t("over.again")}</ButtonLink>
            <ButtonLink href={list} look="secondary">
              {t("over.home")}
            </ButtonLink>
          </div>
        </PaperCard>
      </div>
    );
  }
  const { requestId, connection, from } = offer;
  const tail = tailOf(connection);
  const label = connection.label || tail;
  const words = { label, tail, from, business: owner.merchant.name };
  return (
    <ConfirmCard
      title={t("title", words)}
      lead={t("what", words)}
      consequences={[t("gains", words), t("loses", words), t("fresh"), t("recorded")]}
    >
      <TextForm
        action={moveConnectionAction}
        type="text"
        name="confirmation"
        label={t("confirmation", { count: TAIL_LENGTH })}
        hint={t("hint", words)}
        autoComplete="off"
        maxLength={100}
        submit={t("submit")}
        pending={t("pending")}
      >
        <input type="hidden" name="id" value={requestId} />
      </TextForm>
      <Form action={declineMoveAction} className="mt-2 grid">
        <input type="hidden" name="id" value={requestId} />
        <SubmitButton look="quiet" pendingText={t("declining")}>
          {t("decline")}
        </SubmitButton>
      </Form>
      <p className="mt-6 wrap-anywhere text-muted text-sm">{t("waits", { ...words, minutes: MOVE_OFFER_MINUTES })}</p>
    </ConfirmCard>
  );
}
