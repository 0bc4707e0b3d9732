import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { ButtonLink } from "@/components/ui/button";
import { PaperCard } from "@/components/ui/paper-card";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireMerchant } from "@/lib/auth/sessions/current-user";
import { readableEmailAddress } from "@/lib/email-address";
import { getMember } from "@/lib/merchants/members/get";
import { removeMemberAction } from "../../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.members");
  return { title: t("title") };
}

/** Asks for confirmation before a member is removed or the user leaves. */
export default async function MemberPage({ params }: PageProps<"/settings/members/[userId]">) {
  const id = z.uuid().safeParse((await params).userId).data ?? notFound();
  const user = await requireMerchant();
  const member = (await getMember(user, id)) ?? notFound();
  const { isSelf, isLast, connections } = member;
  const t = await getTranslations("settings.member");
  const business = user.merchant.name;

  if (isLast && connections > 0) {
    return (
      <div className="flex justify-center">
        <PaperCard title={t("lastTitle")}>
          <p className="mt-4 wrap-anywhere">{t("lastBody", { business, count: connections })}</p>
          <div className="mt-7 flex flex-wrap gap-3">
            <ButtonLink href="/settings#members">{t("invite")}</ButtonLink>
            <ButtonLink href="/settings/delete" look="secondary">
              {t("delete")}
            </ButtonLink>
          </div>
        </PaperCard>
      </div>
    );
  }
  const kind = isSelf ? "leave" : "remove";
  const words = { business, who: member.name ?? readableEmailAddress(member.email) };
  const third = isLast ? "leaveLast" : (`${kind}3` as const);
  return (
    <ConfirmCard title={t(`${kind}Title`, words)} consequences={[t(`${kind}1`), t(`${kind}2`, words), t(third, words)]}>
      <ProvenForm action={removeMemberAction} className="mt-7 grid">
        <input type="hidden" name="id" value={member.id} />
        <SubmitButton pendingText={t(`${kind}Pending`)}>{t(`${kind}Submit`)}</SubmitButton>
      </ProvenForm>
      <ButtonLink href="/settings#members" look="quiet" className="mt-2 w-full">
        {t("cancel")}
      </ButtonLink>
    </ConfirmCard>
  );
}
