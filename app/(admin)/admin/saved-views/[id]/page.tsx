import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { SAVED_VIEWS } from "@/components/admin/saved-views/paths";
import { BackLink } from "@/components/admin/shared/back-link";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextForm } from "@/components/ui/text-form";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { mayChangeSavedView } from "@/lib/connections/saved-views/change";
import { listSavedViews } from "@/lib/connections/saved-views/list";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import { deleteSavedViewAction, renameSavedViewAction } from "../actions";

type Props = PageProps<"/admin/saved-views/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await loadView((await params).id);
  return { title: name };
}

/** The saved view in the requested path, for its maker and for admins. It is read once per request. */
const loadView = cache(async (id: string) => {
  const staff = await requireStaff();
  const view = (await listSavedViews(staff)).find((one) => one.id === id);
  return view && mayChangeSavedView(staff, view) ? view : notFound();
});

/** Renames or deletes a saved view. */
export default async function SavedViewPage({ params }: Props) {
  const { id, name } = await loadView((await params).id);
  const t = await getTranslations("admin.savedViews");
  return (
    <div className="max-w-xl">
      <BackLink href={SAVED_VIEWS}>{t("title")}</BackLink>
      <h1 className="wrap-anywhere font-semibold text-3xl tracking-tight">{name}</h1>
      <TextForm
        action={renameSavedViewAction}
        type="text"
        name="name"
        label={t("name")}
        autoComplete="off"
        maxLength={MAX_LABEL}
        defaultValue={name}
        submit={t("rename")}
        look="secondary"
        pending={t("pending")}
      >
        <input type="hidden" name="id" value={id} />
      </TextForm>
      <Form action={deleteSavedViewAction} className="fold mt-9 grid gap-4 pt-7">
        <input type="hidden" name="id" value={id} />
        <p className="text-muted">{t("deleteHint")}</p>
        <SubmitButton look="quiet-danger" pendingText={t("pending")}>
          {t("delete")}
        </SubmitButton>
      </Form>
    </div>
  );
}
