"use client";

import { type ComponentProps, createContext, type ReactNode, use } from "react";
import { MERCHANT_FIELD } from "@/lib/forms/merchant-field";
import { USER_MARK_FIELD } from "@/lib/forms/user-mark-field";

const UserMark = createContext<string | null>(null);

const Business = createContext<string | null>(null);

/** Makes all forms inside it say that they are about a business; null when there is none. */
export function FormsOfBusiness({ merchantId, children }: { merchantId: string | null; children: ReactNode }) {
  return <Business value={merchantId}>{children}</Business>;
}

/** Gives all forms inside it the mark of the user for whom the page was made; null for a page for everyone. */
export function MarkForms({ mark, children }: { mark: string | null; children: ReactNode }) {
  return <UserMark value={mark}>{children}</UserMark>;
}

/** A form with a server action. The action refuses it if another user has signed in since (lib/forms/action.ts). */
export function Form({ children, ...form }: ComponentProps<"form">) {
  const mark = use(UserMark);
  const merchantId = use(Business);
  return (
    <form {...form}>
      {mark && <input type="hidden" name={USER_MARK_FIELD} value={mark} />}
      {merchantId && <input type="hidden" name={MERCHANT_FIELD} value={merchantId} />}
      {children}
    </form>
  );
}
