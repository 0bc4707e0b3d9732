"use client";

import type { Route } from "next";
import { useTranslations } from "next-intl";
import { useEffect, useId, useRef } from "react";
import { Button, PlainButtonLink } from "@/components/ui/button";
import { CODE_INPUT } from "@/components/ui/code-input";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PasskeyField } from "@/components/ui/passkey-field";
import { SubmitButton } from "@/components/ui/submit-button";
import { useProblemText } from "@/components/ui/use-problem-text";
import { CODE_DIGITS } from "@/lib/auth/codes/digits";
import { PROOF_CODE, PROOF_PASSKEY, PROOF_RESEND, type ProofRequest } from "@/lib/forms/proof-asked";
import { CODE_LOCK_MINUTES, MAILED_CODE_MINUTES } from "@/lib/lifetimes";

/** Problems that do not concern the typed code. */
const GENERAL = ["too_many_codes", "mail_failed", "code_replaced", "passkey_failed"];

type ProofFormProps = {
  request: ProofRequest;
  action: (formData: FormData) => void;
  /** Its outer margin, and more. */
  className?: string | undefined;
  /** The target of Cancel, for a page that has no such link itself. */
  cancelHref?: Route | undefined;
};

/** Asks for a proof instead of showing the form. It submits the typed fields again, so that the action continues. */
export function ProofForm({ request, action, className = "mt-7", cancelHref }: ProofFormProps) {
  const { email, problem, code, provider, passkey, fields } = request;
  const t = useTranslations("proof");
  const problemText = useProblemText()(problem ? [problem] : undefined);
  const isGeneral = problem !== null && GENERAL.includes(problem);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer of the server moves the focus to the field, or to the heading when no code is taken
  useEffect(() => (input.current ?? heading.current)?.focus(), [request]);
  const { inputClassName, name: _name, ...codeInput } = CODE_INPUT;
  return (
    <Form action={action} aria-labelledby={`${id}-title`} className={`grid w-full gap-5 ${className}`}>
      {fields.map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      <div>
        <h2 ref={heading} id={`${id}-title`} tabIndex={-1} className="font-semibold text-lg">
          {t("title")}
        </h2>
        <p className="wrap-anywhere mt-1.5 text-muted">
          {t(code, { email, minutes: CODE_LOCK_MINUTES, digits: CODE_DIGITS })}
        </p>
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
          hint={t("codeHint", { minutes: MAILED_CODE_MINUTES })}
          error={isGeneral ? undefined : problemText}
        />
      )}
      {provider && (
        <div className="grid gap-3">
          <p className="text-muted text-sm">{t("provider", { provider })}</p>
          <PlainButtonLink href="/api/auth/proof" target="_blank" rel="noreferrer" look="secondary">
            {t("providerLink", { provider })}
          </PlainButtonLink>
        </div>
      )}
      {(code === "open" || provider) && <SubmitButton pendingText={t("pending")}>{t("submit")}</SubmitButton>}
      {/* After the button above, which Enter presses. */}
      {passkey && (
        <PasskeyField purpose="use" name={PROOF_PASSKEY} problem={t("unanswered")}>
          {t("passkey")}
        </PasskeyField>
      )}
      {code !== "locked" && (
        <Button
          type="submit"
          name={PROOF_RESEND}
          value="yes"
          look={code === "open" ? "quiet" : "secondary"}
          // The same distance to the button above as between this one and the Cancel link.
          className={code === "open" ? "-mt-3" : undefined}
        >
          {t("again")}
        </Button>
      )}
      {cancelHref && (
        <PlainButtonLink href={cancelHref} look="quiet" className="-mt-3">
          {t("cancel")}
        </PlainButtonLink>
      )}
    </Form>
  );
}
