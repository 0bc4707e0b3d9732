import type { ReactNode } from "react";
import { PaperCard } from "@/components/ui/paper-card";

type ConfirmCardProps = {
  title: string;
  /** A change since the user saw the card before. */
  notice?: ReactNode;
  lead?: string;
  consequences: string[];
  children: ReactNode;
};

/** Asks for confirmation of an action that is hard to undo, and states its consequences. */
export function ConfirmCard({ title, notice, lead, consequences, children }: ConfirmCardProps) {
  return (
    <div className="flex justify-center">
      <PaperCard title={title}>
        {notice && <div className="mt-4">{notice}</div>}
        {lead && <p className="mt-4 wrap-anywhere">{lead}</p>}
        <ul className="mt-4 grid list-disc grid-cols-1 gap-1.5 wrap-anywhere pl-5 text-muted">
          {consequences.map((consequence) => (
            <li key={consequence}>{consequence}</li>
          ))}
        </ul>
        {children}
      </PaperCard>
    </div>
  );
}
