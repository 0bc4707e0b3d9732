import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { z } from "zod";
import { MemberRoleChoice } from "@/components/settings/member-role-choice";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PaperCard } from "@/components/ui/paper-card";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireReader } from "@/lib/auth/members/require";
import { getBrand } from "@/lib/brand/current";
import { readableEmailAddress } from "@/lib/email-address";
import { businessPath } from "@/lib/http/paths";
import { getMember } from "@/lib/merchants/members/get";
import { isOwner } from "@/lib/principal";
import { changeMemberRoleAction, leaveMerchantAction, removeMemberAction } from "../../actions";

type Props = PageProps<"/businesses/[merchantId]/settings/members/[userId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { member } = await loadMember(params);
  return { title: nameOf(member) };
}

/** The member in the requested path: for an owner any of the business, for others only themselves. It is read once. */
const loadMember = cache(async (params: Props["params"]) => {
  const { merchantId, userId } = await params;
  const reader = await requireReader(merchantId);
  const id = z.uuid().safeParse(userId).data ?? notFound();
  if (!isOwner(reader) && id !== reader.id) notFound();
  return { reader, member: (await getMember(reader, id)) ?? notFound() };
});

const nameOf = ({ name, email }: { name: string | null; email: string }) => name ?? readableEmailAddress(email);

/** A member of the business. An owner changes the role here, or removes the member. Members leave on their own page. */
export default async function MemberPage({ params, searchParams }: Props) {
  const { reader, member } = await loadMember(params);
  const { effect, isLast, connections } = member;
  const t = await getTranslations("settings.member");
  const validation = await getTranslations("validation");
  const business = reader.merchant.name;
  const list = `${businessPath(reader.merchant.id)}/settings#members` as const;
  const words = { business, who: nameOf(member), partner: (await getBrand()).name };
  const isStuck = effect === "needs_owner" || (effect === "deleted" && connections > 0);
  const kind = effect ? "leave" : "remove";
  const last = effect && effect !== "needs_owner" ? t(`leaveEffects.${effect}`, words) : t("remove3");
  const consequences = [t(`${kind}1`, words), t(`${kind}2`), last];
  const { problem } = await searchParams;
  return (
    <div className="grid justify-items-center gap-8">
      {isOwner(reader) && !isLast && (
        <PaperCard title={words.who}>
          <ProvenForm action={changeMemberRoleAction} className="mt-6 grid gap-7">
            <input type="hidden" name="id" value={member.id} />
            {problem === "last_owner" && <Notice kind="problem">{validation("last_owner")}</Notice>}
            <MemberRoleChoice legend={t("roleTitle")} current={member.role} />
            <SubmitButton pendingText={t("rolePending")}>{t("roleSubmit")}</SubmitButton>
          </ProvenForm>
        </PaperCard>
      )}
      {isStuck ? (
        <Stuck list={list} title={t(isLast ? "lastTitle" : "ownerTitle")}>
          {isLast ? t("lastBody", { business, count: connections }) : t("ownerBody", { business })}
        </Stuck>
      ) : (
        <PaperCard title={t(`${kind}Title`, words)}>
          {effect && problem === "effects_changed" && (
            <div className="mt-4">
              <Notice kind="problem">{validation("effects_changed")}</Notice>
            </div>
          )}
          <ul className="mt-4 grid list-disc grid-cols-1 gap-1.5 wrap-anywhere pl-5 text-muted">
            {consequences.map((consequence) => (
              <li key={consequence}>{consequence}</li>
            ))}
          </ul>
          <ProvenForm key={effect} action={effect ? leaveMerchantAction : removeMemberAction} className="mt-7 grid">
            <input type="hidden" name="id" value={member.id} />
            {effect && <input type="hidden" name="effect" value={effect} />}
            <SubmitButton look="danger" pendingText={t(`${kind}Pending`)}>
              {t(`${kind}Submit`)}
            </SubmitButton>
          </ProvenForm>
          <ButtonLink href={list} look="quiet" className="mt-2 w-full">
            {t("cancel")}
          </ButtonLink>
        </PaperCard>
      )}
    </div>
  );
}

type StuckProps = { list: `/businesses/${string}/settings#members`; title: string; children: string };

/** Explains why the user cannot leave now. */
async function Stuck({ list, title, children }: StuckProps) {
  const t = await getTranslations("settings.member");
  return (
    <PaperCard title={title}>
      <p className="mt-4 wrap-anywhere">{children}</p>
      <div className="mt-7 actions">
        <ButtonLink href={list}>{t("invite")}</ButtonLink>
        <ButtonLink href="/settings/delete" look="secondary">
          {t("delete")}
        </ButtonLink>
      </div>
    </PaperCard>
  );
}
