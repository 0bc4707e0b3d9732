"use client";

import { useTranslations } from "next-intl";
import { VALIDATION_NUMBERS } from "@/components/ui/validation-numbers";
import type messages from "@/messages/en";

/**
 * Returns a function that gives the text for a field's problems: for the first one, which is a key below `validation`.
 * @returns a function of the problems and the field's greatest length in characters; it gives undefined without
 * problems
 */
export function useProblemText() {
  const t = useTranslations("validation");
  return (problems: string[] | undefined, max = 0): string | undefined => {
    const [first] = problems ?? [];
    if (first === undefined) return undefined;
    const key = first as keyof typeof messages.validation;
    return t.has(key) ? t(key, { max, ...VALIDATION_NUMBERS }) : t("malformed");
  };
}
