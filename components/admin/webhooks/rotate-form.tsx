"use client";

import type { SubmissionResult } from "@conform-to/react";
import { useTranslations } from "next-intl";
import { ShownSecret } from "@/components/admin/webhooks/shown-secret";
import { ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { ProofForm } from "@/components/ui/proof-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";
import { useProblemText } from "@/components/ui/use-problem-text";
import { isProofAsked, type ProofAsked } from "@/lib/forms/proof-asked";
import { checkedRoute, endpointPath } from "@/lib/http/paths";
import { FORMER_SECRET_HOURS } from "@/lib/lifetimes";

type Answer = SubmissionResult | ProofAsked | { secret: string } | undefined;

type RotateFormProps = { action: (last: unknown, formData: FormData) => Promise<Answer>; id: string };

/** Asks before an endpoint gets a new secret, which is shown as the form's result. */
export function RotateForm({ action, id }: RotateFormProps) {
  const t = useTranslations("admin.webhooks.rotate");
  const problemText = useProblemText();
  const [answer, formAction, outdated] = useFormAction<Answer>(action, undefined);
  if (answer && "secret" in answer) return <ShownSecret secret={answer.secret} back={checkedRoute(endpointPath(id))} />;
  if (isProofAsked(answer)) return <ProofForm request={answer.proof} action={formAction} />;
  const problems = answer?.error?.[""];
  return (
    <>
      {outdated}
      <ul className="mt-5 grid list-disc gap-1.5 pl-5 text-muted">
        <li>{t("both", { hours: FORMER_SECRET_HOURS })}</li>
        <li>{t("twice")}</li>
      </ul>
      <Form action={formAction} className="mt-7 grid gap-5">
        {problems && <Notice kind="problem">{problemText(problems)}</Notice>}
        <input type="hidden" name="id" value={id} />
        <div className="actions">
          <SubmitButton pendingText={t("pending")}>{t("submit")}</SubmitButton>
          <ButtonLink href={endpointPath(id)} look="quiet">
            {t("cancel")}
          </ButtonLink>
        </div>
      </Form>
    </>
  );
}
