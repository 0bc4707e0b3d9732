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
import { env } from "@/lib/env";
import { MAX_PAIRS } from "@/lib/forms/field-limits";
import { LOCALES, localeNames } from "@/lib/i18n/locales";
import { UPLOAD_FIELD } from "@/lib/imports/upload";
import { FILE_COLUMNS, fileProblem, LANGUAGE_COLUMN, MAX_FILE_LINES } from "@/lib/merchant-invitations/file/problems";
import { MAX_IMPORT_LINE_BYTES } from "@/lib/size-limits";
import { proveForInvitationsAction } from "../../actions";

const BACK = "/admin/invitations";

const LIMITS = { max: MAX_FILE_LINES, pairs: MAX_PAIRS, kilobytes: MAX_IMPORT_LINE_BYTES / 1024, format: "CSV UTF-8" };

const EXAMPLE =
  "external_id,business_name,email,language,region\ncustomer-17,Kahvila Aamu Oy,owner@example.com,fi,Turku";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.invitationFiles.new");
  return { title: t("title") };
}

/** The form for a file of invitations. The proof comes first, because the browser would have to send the file again. */
export default async function NewFilePage({ searchParams }: PageProps<"/admin/invitations/files/new">) {
  const admin = await requireAdmin();
  const problem = z.enum(fileProblem).safeParse((await searchParams).problem).data;
  const t = await getTranslations("admin.invitationFiles");
  return (
    <div className="max-w-xl">
      <BackLink href={BACK}>{t("back")}</BackLink>
      <h1 className="font-semibold text-3xl tracking-tight">{t("new.title")}</h1>
      <p className="mt-1.5 text-muted">{t("new.lead")}</p>
      {problem && (
        <div className="mt-6">
          <Notice kind="problem">{t(`new.problems.${problem}`, LIMITS)}</Notice>
        </div>
      )}
      {(await hasProof(admin)) ? <FileForm /> : <ProofFirst />}
      <h2 className="mt-10 font-semibold text-xl tracking-tight">{t("new.columns")}</h2>
      <dl className="mt-4 grid gap-3">
        {Object.values(FILE_COLUMNS).map((column) => (
          <div key={column}>
            <dt>
              <code className="font-medium font-mono text-sm">{column}</code>{" "}
              <span className="text-muted text-sm">{t("new.required")}</span>
            </dt>
            <dd className="text-muted">{t(`new.column.${column}`)}</dd>
          </div>
        ))}
        <div>
          <dt>
            <code className="font-medium font-mono text-sm">{LANGUAGE_COLUMN}</code>{" "}
            <span className="text-muted text-sm">{t("new.optional")}</span>
          </dt>
          <dd className="text-muted">
            {t("new.language", { codes: localeNames.join(", "), language: LOCALES[env().DEFAULT_LOCALE].name })}
          </dd>
        </div>
      </dl>
      <p className="mt-4 text-muted">{t("new.more")}</p>
      <h3 id="example" className="mt-6 font-medium">
        {t("new.example")}
      </h3>
      <section
        aria-labelledby="example"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="mt-2 overflow-x-auto rounded-xl border border-line bg-surface p-4"
      >
        <pre className="font-mono text-sm">{EXAMPLE}</pre>
      </section>
      <p className="mt-6 text-muted">{t("new.pace")}</p>
    </div>
  );
}

async function ProofFirst() {
  const t = await getTranslations("admin.invitationFiles.new");
  return (
    <>
      <p className="mt-7">{t("proof")}</p>
      <ProvenForm action={proveForInvitationsAction} className="mt-4">
        <SubmitButton pendingText={t("proving")}>{t("prove")}</SubmitButton>
      </ProvenForm>
    </>
  );
}

async function FileForm() {
  const t = await getTranslations("admin.invitationFiles.new");
  return (
    // No action of React: an action takes small forms only.
    <Form action="/admin/invitations/upload" method="post" encType="multipart/form-data" className="mt-7 grid gap-6">
      <Field
        id="file"
        type="file"
        name={UPLOAD_FIELD}
        label={t("file")}
        hint={t("fileHint", LIMITS)}
        accept=".csv,.txt,text/csv"
        required
      />
      <div className="actions">
        <Button type="submit">{t("submit")}</Button>
        <ButtonLink href={BACK} look="quiet">
          {t("cancel")}
        </ButtonLink>
      </div>
    </Form>
  );
}
