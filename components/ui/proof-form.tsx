"use client";

import { useTranslations } from "next-intl";
import { useEffect, useId, useRef } from "react";
import { twMerge } from "tailwind-merge";
import { Button } from "@/components/ui/button";
import { CODE_INPUT } from "@/components/ui/code-input";
import { Field } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { useProblemText } from "@/components/ui/use-problem-text";
import { PROOF_CODE, PROOF_RESEND, type ProofRequest } from "@/lib/forms/proof-asked";

/** Problems that are not about the typed code. */
const GENERAL = ["too_many_codes", "mail_failed", "code_replaced"];

type ProofFormProps = { request: ProofRequest; action: (formData: FormData) => void; className?: string | undefined };

/** Asks who uses the session, in the place of a form. What was typed there travels along, and the action goes on. */
export function ProofForm({ request, action, className }: ProofFormProps) {
  const { email, problem, code, provider, fields } = request;
  const t = useTranslations("proof");
  const problemText = useProblemText()(problem ? [problem] : undefined);
  const isGeneral = problem !== null && GENERAL.includes(problem);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer of the server moves the focus to the field
  useEffect(() => input.current?.focus(), [request]);
  const { inputClassName, name: _name, ...codeInput } = CODE_INPUT;
  return (
    <form action={action} aria-labelledby={`${id}-title`} className={twMerge("mt-7 grid w-full gap-5", className)}>
      {fields.map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      <div>
        <h2 id={`${id}-title`} className="font-semibold text-lg tracking-tight">
          {t("title")}
        </h2>
        <p className="wrap-anywhere mt-1.5 text-muted">{t(code, { email })}</p>
      </div>
      {isGeneral && <Notice kind="problem">{problemText}</Notice>}
      {code === "open" && (
        <Field
          ref={input}
          id={`${id}-code`}
          {...codeInput}
          name={PROOF_CODE}
          className={inputClassName}
          label={t("code")}
          hint={t("codeHint")}
          error={isGeneral ? undefined : problemText}
        />
      )}
      {provider && (
        <p className="text-muted text-sm">
          {t.rich("provider", {
            link: () => (
              <a
                href="/api/auth/proof"
                target="_blank"
                rel="noreferrer"
                className="text-accent underline underline-offset-4"
              >
                {t("providerLink", { provider })}
              </a>
            ),
          })}
        </p>
      )}
      {(code === "open" || provider) && <SubmitButton pendingText={t("pending")}>{t("submit")}</SubmitButton>}
      {code !== "locked" && (
        <Button type="submit" name={PROOF_RESEND} value="yes" look={code === "open" ? "quiet" : "secondary"}>
          {t("again")}
        </Button>
      )}
    </form>
  );
}
