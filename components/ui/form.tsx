"use client";

import { type ComponentProps, createContext, type ReactNode, use } from "react";
import { USER_MARK_FIELD } from "@/lib/forms/user-mark-field";

const UserMark = createContext<string | null>(null);

/** Gives the forms below it the mark of the user for whom the page was made, or null for a page that is for anyone. */
export function MarkForms({ mark, children }: { mark: string | null; children: ReactNode }) {
  return <UserMark value={mark}>{children}</UserMark>;
}

/** A form that a server action takes. The action refuses it if another user is signed in by then (lib/forms/action.ts). */
export function Form({ children, ...form }: ComponentProps<"form">) {
  const mark = use(UserMark);
  return (
    <form {...form}>
      {mark && <input type="hidden" name={USER_MARK_FIELD} value={mark} />}
      {children}
    </form>
  );
}
