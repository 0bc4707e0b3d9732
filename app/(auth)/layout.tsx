import type { ReactNode } from "react";
import { Wordmark } from "@/components/layout/wordmark";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <header className="px-5 pt-8 text-center">
        <Wordmark />
      </header>
      {children}
    </>
  );
}
