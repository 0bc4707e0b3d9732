import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PaperCard } from "@/components/ui/paper-card";
import { TextForm } from "@/components/ui/text-form";
import { requireUser } from "@/lib/auth/sessions/current-user";
import { getBrand } from "@/lib/brand/current";
import { readableEmailAddress } from "@/lib/email-address";
import { affectedBusinesses, markOfEffects } from "@/lib/merchants/members/affected-businesses";
import { deleteAccountAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("settings.delete");
  return { title: t("title") };
}

/** States what happens to the user and of each business, and asks for the user's email as confirmation. */
export default async function DeletePage({ searchParams }: PageProps<"/settings/delete">) {
  const user = await requireUser();
  const businesses = await affectedBusinesses(user);
  const t = await getTranslations("settings.delete");
  const validation = await getTranslations("validation");
  const withoutOwner = businesses.filter(({ effect }) => effect === "needs_owner");
  if (withoutOwner.length > 0) {
    return (
      <div className="flex justify-center">
        <PaperCard title={t("needsOwnerTitle")}>
          <p className="mt-4">{t("needsOwner")}</p>
          <ul className="mt-4 grid list-disc grid-cols-1 gap-1.5 wrap-anywhere pl-5">
            {withoutOwner.map(({ merchantId, business }) => (
              <li key={merchantId}>{business}</li>
            ))}
          </ul>
          <ButtonLink href="/settings" look="secondary" className="mt-7">
            {t("cancel")}
          </ButtonLink>
        </PaperCard>
      </div>
    );
  }
  const { name: partner } = await getBrand();
  const consequences = businesses.flatMap(({ effect, business }) =>
    effect === "needs_owner" ? [] : [t(`effects.${effect}`, { business, partner })],
  );
  const mark = markOfEffects(businesses);
  const hasChanged = (await searchParams).problem === "effects_changed";
  return (
    <ConfirmCard
      title={t("title")}
      notice={hasChanged && <Notice kind="problem">{validation("effects_changed")}</Notice>}
      consequences={[t("self"), ...consequences, t("log")]}
    >
      <p className="mt-4 font-medium">{t("final")}</p>
      <TextForm
        // A new key gives up what was typed or asked for before the effects changed.
        key={mark}
        action={deleteAccountAction}
        type="text"
        name="confirmation"
        label={t("confirmation")}
        hint={readableEmailAddress(user.email)}
        autoComplete="off"
        maxLength={254}
        submit={t("submit")}
        look="danger"
        pending={t("pending")}
      >
        <input type="hidden" name="effects" value={mark} />
      </TextForm>
      <ButtonLink href="/settings" look="quiet" className="mt-2 w-full">
        {t("cancel")}
      </ButtonLink>
    </ConfirmCard>
  );
}
