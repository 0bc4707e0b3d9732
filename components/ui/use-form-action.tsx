"use client";

import { unstable_isUnrecognizedActionError as isUnrecognizedActionError } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";

type Action<State> = (last: Awaited<State>, formData: FormData) => Promise<State>;

/**
 * `useActionState` for a form whose page may be older than the server. If the server no longer knows the form, the
 * typed values stay, and a notice asks the user to reload the page. Any other error is thrown.
 * @returns the state, the form's action, and the notice for the form to show
 */
export function useFormAction<State>(
  action: Action<State>,
  initial: Awaited<State>,
): [state: Awaited<State>, formAction: (formData: FormData) => void, notice: ReactNode] {
  const t = useTranslations("errors");
  const [isOutdated, setOutdated] = useState(false);
  const careful: Action<State> = async (last, formData) => {
    try {
      return await action(last, formData);
    } catch (error) {
      if (!isUnrecognizedActionError(error)) throw error;
      setOutdated(true);
      return last as State;
    }
  };
  // Only the original server action makes a form work before its script has loaded.
  const isHydrated = useIsHydrated();
  const [state, formAction] = useActionState(isHydrated ? careful : action, initial);
  const notice = isOutdated && (
    <Notice kind="problem" title={t("updatedTitle")}>
      <p>{t("updatedForm")}</p>
      <Button type="button" look="secondary" className="mt-3" onClick={() => window.location.reload()}>
        {t("reload")}
      </Button>
    </Notice>
  );
  return [state, formAction, notice];
}
