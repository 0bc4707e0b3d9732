"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

type PasskeyFieldProps = {
  /** Whether the browser creates a passkey, or uses one. */
  purpose: "add" | "use";
  /** Of the form's field that gets the browser's answer. */
  name: string;
  /** The text when the browser gives no answer. */
  problem: string;
  /** The text of its own button. Without one, each button of the form asks the browser. */
  children?: ReactNode;
};

/**
 * Asks the browser for a passkey when its form is submitted, and then submits the form with the answer. The code that talks to
 * the browser is loaded at that moment only.
 */
export function PasskeyField({ purpose, name, problem, children }: PasskeyFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [hasFailed, setFailed] = useState(false);

  useEffect(() => {
    const input = field.current;
    const form = input?.form;
    if (!input || !form) return;
    const onSubmit = (event: SubmitEvent) => {
      const { submitter } = event;
      if (input.value !== "" || (button.current && submitter !== button.current)) return;
      // React listens further out, so it does not hear of this event.
      event.preventDefault();
      event.stopImmediatePropagation();
      setFailed(false);
      const submit = (answer: string) => {
        input.value = answer;
        form.requestSubmit(submitter);
        // The form has read it. Another press asks the browser again.
        input.value = "";
      };
      askBrowser(purpose).then(submit, () => setFailed(true));
    };
    form.addEventListener("submit", onSubmit);
    return () => form.removeEventListener("submit", onSubmit);
  }, [purpose]);

  return (
    <>
      {hasFailed && <Notice kind="problem">{problem}</Notice>}
      <input ref={field} type="hidden" name={name} defaultValue="" />
      {children && (
        <Button ref={button} type="submit" look="secondary" formNoValidate>
          {children}
        </Button>
      )}
    </>
  );
}

async function askBrowser(purpose: "add" | "use"): Promise<string> {
  const [browser, answer] = await Promise.all([
    import("@simplewebauthn/browser"),
    fetch(`/api/auth/passkey?for=${purpose}`, { cache: "no-store" }),
  ]);
  if (!answer.ok) throw new Error(`the server answered with ${answer.status}`);
  const optionsJSON = await answer.json();
  const begin = purpose === "add" ? browser.startRegistration : browser.startAuthentication;
  return JSON.stringify(await begin({ optionsJSON }));
}
