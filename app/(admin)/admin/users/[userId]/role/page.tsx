import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PaperCard } from "@/components/ui/paper-card";
import { ProvenForm } from "@/components/ui/proven-form";
import { RadioCards } from "@/components/ui/radio-cards";
import { SubmitButton } from "@/components/ui/submit-button";
import { readableEmailAddress } from "@/lib/email-address";
import { env } from "@/lib/env";
import { changeRoleAction } from "../../actions";
import { loadOtherUser } from "../load";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.users");
  return { title: t("changeRole") };
}

/** From the fewest rights to the most. */
const ROLES = ["MERCHANT", "SUPPORT", "ADMIN"] as const;

/** Asks for the new role, and explains each one. */
export default async function RolePage({ params, searchParams }: PageProps<"/admin/users/[userId]/role">) {
  const { id, name, email, role, businesses, isGoverned, isSetAsAdmin } = await loadOtherUser(params);
  const t = await getTranslations("admin.users");
  const who = name ?? readableEmailAddress(email);
  if (isGoverned) return <Governed who={who} back={`/admin/users/${id}`} />;
  return (
    <div className="flex justify-center">
      <PaperCard title={t("change.title", { who })}>
        <p className="wrap-anywhere mt-4">{t("change.lead", { who, role: t(`roles.${role}`) })}</p>
        {businesses.length > 0 && <p className="wrap-anywhere mt-2 text-muted">{t("change.keeps", { who })}</p>}
        {isSetAsAdmin && <p className="mt-2 text-muted">{t("setAsAdmin")}</p>}
        {(await searchParams).problem === "unknown_role" && (
          <div className="mt-5">
            <Notice kind="problem">{t("change.unknown")}</Notice>
          </div>
        )}
        <ProvenForm action={changeRoleAction} className="mt-6 grid gap-7">
          <input type="hidden" name="userId" value={id} />
          <RadioCards
            legend={t("change.legend")}
            name="role"
            defaultValue={role}
            options={ROLES.map((value) => ({
              value,
              name: t(`roles.${value}`),
              meaning: t(`meaning.${value === "MERCHANT" && businesses.length === 0 ? "MERCHANT_ALONE" : value}`),
            }))}
          />
          <SubmitButton pendingText={t("change.pending")}>{t("change.submit")}</SubmitButton>
        </ProvenForm>
        <ButtonLink href={`/admin/users/${id}`} look="quiet" className="mt-2 w-full">
          {t("change.cancel")}
        </ButtonLink>
      </PaperCard>
    </div>
  );
}

/** Says that groups at the identity provider decide about the role. */
async function Governed({ who, back }: { who: string; back: `/admin/users/${string}` }) {
  const t = await getTranslations("admin.users");
  return (
    <div className="flex justify-center">
      <PaperCard title={t("change.title", { who })}>
        <p className="mt-4">{t("governed", { provider: env().oidc?.name ?? "" })}</p>
        <ButtonLink href={back} look="secondary" className="mt-7 w-full">
          {t("change.cancel")}
        </ButtonLink>
      </PaperCard>
    </div>
  );
}
