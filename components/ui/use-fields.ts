"use client";

import type { SubmissionResult } from "@conform-to/react";
import { type FormEvent, useEffect, useId, useRef } from "react";

type Answer = SubmissionResult | null | undefined;

/** The ids and starting values of the fields of a form, and the problems of its last answer. */
export type Fields = ReturnType<typeof useFields>;

/**
 * Reads the answer of a form's action. The server alone checks a form, so the browser needs no schema. After a refusal
 * the focus moves to the first field with a problem.
 * @param start the values of the fields before the first answer
 */
export function useFields(answer: Answer, start: Record<string, unknown> = {}) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const seen = useRef(answer);
  const values = answer?.initialValue ?? start;
  const problems = Object.entries(answer?.error ?? {});

  useEffect(() => {
    if (answer === seen.current) return;
    seen.current = answer;
    const refused = Object.keys(answer?.error ?? {}).map(nameOfField);
    const controls = [...(form.current?.elements ?? [])].filter((control) => control instanceof HTMLElement);
    controls.find((control) => refused.includes(control.getAttribute("name") ?? ""))?.focus();
  }, [answer]);

  return {
    /** The props of the form. */
    form: { ref: form, noValidate: true, onReset: keepValues },
    /** The props of a text field. A field without a starting value has none. */
    text: (name: string) => {
      const value = values[name];
      return { id: `${id}-${name}`, name, ...(typeof value === "string" && { defaultValue: value }) };
    },
    /** Whether a box is ticked at the start. */
    has: (name: string, option: string) => [values[name]].flat().includes(option),
    /** The id of a field's error. */
    errorId: (name: string) => `${id}-${name}-error`,
    /** The problems of a field; undefined without any. The field "" is the form. */
    problems: (name: string) => problems.find(([of]) => of === name)?.[1] ?? undefined,
    /** The problems of a field and of its parts. */
    allProblems: (name: string) =>
      problems.flatMap(([of, found]) => (of === name || of.startsWith(`${name}[`) ? (found ?? []) : [])),
    isRefused: answer?.status === "error",
  };
}

/** The field of a problem: `scopes` for `scopes[0]`. The problems of the whole form belong to no field. */
const nameOfField = (name: string) => (name === "" ? null : name.replace(/\[.*$/, ""));

/** React resets a form after its action. Typed values would be lost when the server refuses the form. */
function keepValues(event: FormEvent<HTMLFormElement>): void {
  event.preventDefault();
}
