import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { BackLink } from "@/components/admin/shared/back-link";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { hasProof } from "@/lib/auth/proof/proof";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { lineFields } from "@/lib/imports/line";
import { UPLOAD_FIELD, uploadProblem } from "@/lib/imports/upload";
import { proveForImportAction } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.imports.new");
  return { title: t("title") };
}

/** The form for a file of connections. The proof comes first, because the browser would have to send the file again. */
export default async function NewImportPage({ searchParams }: PageProps<"/admin/imports/new">) {
  const admin = await requireAdmin();
  const problem = z.enum(uploadProblem).safeParse((await searchParams).problem).data;
  const t = await getTranslations("admin.imports");
  return (
    <div className="max-w-xl">
      <BackLink href="/admin/imports">{t("title")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("new.title")}</h1>
      <p className="mt-1.5 text-muted">{t("new.lead")}</p>
      {problem && (
        <div className="mt-6">
          <Notice kind="problem">{t(`new.problems.${problem}`)}</Notice>
        </div>
      )}
      {(await hasProof(admin)) ? <FileForm /> : <ProofFirst />}
      <h2 className="mt-10 font-semibold text-xl tracking-tight">{t("new.fields")}</h2>
      <dl className="mt-4 grid gap-3">
        {Object.entries(lineFields).map(([name, field]) => (
          <div key={name}>
            <dt>
              <code className="font-mono font-medium text-sm">{name}</code>{" "}
              <span className="text-muted text-sm">
                {field.safeParse(undefined).success ? t("new.optional") : t("new.required")}
              </span>
            </dt>
            <dd className="text-muted">{t(`new.field.${name as keyof typeof lineFields}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-6 text-muted">{t("new.tokens")}</p>
    </div>
  );
}

async function ProofFirst() {
  const t = await getTranslations("admin.imports.new");
  return (
    <>
      <p className="mt-7">{t("proof")}</p>
      <ProvenForm action={proveForImportAction} className="mt-4">
        <SubmitButton pendingText={t("proving")}>{t("prove")}</SubmitButton>
      </ProvenForm>
    </>
  );
}

async function FileForm() {
  const t = await getTranslations("admin.imports.new");
  return (
    // No action of React: an action takes small forms only, and the file may have any size.
    <Form action="/admin/imports/upload" method="post" encType="multipart/form-data" className="mt-7 grid gap-6">
      <Field
        id="file"
        type="file"
        name={UPLOAD_FIELD}
        label={t("file")}
        hint={t("fileHint")}
        accept=".ndjson,.jsonl,.json,.txt,application/x-ndjson"
        required
      />
      <div className="actions">
        <Button type="submit">{t("submit")}</Button>
        <ButtonLink href="/admin/imports" look="quiet">
          {t("cancel")}
        </ButtonLink>
      </div>
    </Form>
  );
}
