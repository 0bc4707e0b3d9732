import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";

/** A message above its subject. Screen readers announce a problem at once, and a success in its turn. */
export function Notice({ kind, title, children }: { kind: "good" | "problem"; title?: string; children: ReactNode }) {
  const good = kind === "good";
  return (
    <div
      role={good ? "status" : "alert"}
      className={`flex gap-3 rounded-xl p-4 ${good ? "bg-good-soft" : "bg-alert-soft"}`}
    >
      <Icon
        name={good ? "circle-check" : "circle-alert"}
        className={`mt-0.5 size-5 shrink-0 ${good ? "text-good" : "text-alert"}`}
      />
      <div className="wrap-anywhere min-w-0">
        {title && <p className="font-semibold">{title}</p>}
        <div>{children}</div>
      </div>
    </div>
  );
}
