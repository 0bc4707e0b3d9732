"use client";

import type { SubmissionResult } from "@conform-to/react";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { MetadataFields } from "@/components/connections/metadata-fields";
import { ScopeFields } from "@/components/connections/scope-fields";
import { ButtonLink } from "@/components/ui/button";
import { DefaultSubmit } from "@/components/ui/default-submit";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFields } from "@/components/ui/use-fields";
import { useFormAction } from "@/components/ui/use-form-action";
import { useProblemText } from "@/components/ui/use-problem-text";
import type { MetadataPair } from "@/lib/connections/metadata/metadata";
import { MAX_LABEL } from "@/lib/forms/field-limits";
import type { Scope } from "@/lib/receipthero/scopes";

type ConnectFormProps = {
  action: (last: unknown, formData: FormData) => Promise<SubmissionResult>;
  partner: string;
  /** The list of connections, for "Cancel". */
  list: `/businesses/${string}/connections`;
  offered: Scope[];
  /** The custom fields that the partner set. A reconnect keeps them. */
  partnerPairs: MetadataPair[];
  /** The URLs of the partner's terms and privacy policy, if there are any. */
  terms: string | null;
  privacy: string | null;
  start: { label: string; scopes: string[]; pairs: MetadataPair[]; reconnect?: string | null; link?: string | null };
};

/**
 * The permissions, a label and custom fields. Submitting it leads to the consent page. Works before its script has
 * loaded.
 */
export function ConnectForm({ action, partner, list, offered, partnerPairs, terms, privacy, start }: ConnectFormProps) {
  const t = useTranslations("connect");
  const problemText = useProblemText();
  const [lastResult, formAction, outdated] = useFormAction<SubmissionResult | undefined>(action, undefined);
  const fields = useFields(lastResult, { label: start.label, scopes: start.scopes });
  const { text, problems, allProblems } = fields;
  const hasMore = start.pairs.length > 0 || partnerPairs.length > 0;
  const hasProblem = [...allProblems("label"), ...allProblems("pairs")].length > 0;
  return (
    <Form {...fields.form} action={formAction} className="mt-7 grid gap-6">
      <DefaultSubmit />
      {outdated}
      {fields.isRefused && <Notice kind="problem">{problemText(problems("")) ?? t("problems")}</Notice>}
      <ScopeFields fields={fields} partner={partner} offered={offered} />
      <MoreOptions isOpen={hasMore || hasProblem || lastResult !== undefined}>
        <Field
          {...text("label")}
          label={t("label")}
          hint={t("labelHint")}
          // Not `required`: a browser cannot show its message in a part that is folded.
          aria-required
          autoComplete="off"
          error={problemText(problems("label"), MAX_LABEL)}
        />
        <MetadataFields
          fields={fields}
          answer={lastResult}
          start={start.pairs}
          partner={partner}
          partnerPairs={partnerPairs}
        />
      </MoreOptions>
      {start.reconnect && <input type="hidden" name="reconnect" value={start.reconnect} />}
      {start.link && <input type="hidden" name="link" value={start.link} />}
      <div className="fold grid gap-5 pt-6">
        <p className="max-w-prose text-muted text-sm">
          {t("next")}{" "}
          {terms && (
            <>
              <a href={terms} className="underline underline-offset-4 hover:text-accent">
                {t("terms")}
              </a>{" "}
            </>
          )}
          {privacy && (
            <a href={privacy} className="underline underline-offset-4 hover:text-accent">
              {t("privacy")}
            </a>
          )}
        </p>
        <div className="actions">
          <SubmitButton pendingText={t("pending")}>{t("submit")}</SubmitButton>
          <ButtonLink href={list} look="quiet">
            {t("cancel")}
          </ButtonLink>
        </div>
      </div>
    </Form>
  );
}

/**
 * The fields that few merchants change, folded.
 * @param isOpen a problem in them, or an answer of the server, unfolds them, without script too. Then they stay so
 */
function MoreOptions({ isOpen, children }: { isOpen: boolean; children: ReactNode }) {
  const t = useTranslations("connect");
  const [isUnfolded, setUnfolded] = useState(isOpen);
  if (isOpen && !isUnfolded) setUnfolded(true);
  return (
    <details open={isUnfolded} className="rounded-xl border border-line bg-surface px-4">
      <summary className="min-h-11 cursor-pointer py-2.5 font-medium">{t("more")}</summary>
      <div className="grid gap-8 pt-2 pb-5">{children}</div>
    </details>
  );
}
