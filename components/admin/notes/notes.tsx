import { getTranslations } from "next-intl/server";
import { SubjectFields } from "@/components/admin/notes/subject-fields";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { readableEmailAddress } from "@/lib/email-address";
import { getFormatter } from "@/lib/i18n/formatter";
import { MAX_NOTES } from "@/lib/notes/add";
import { mayDeleteNote } from "@/lib/notes/delete";
import type { ListedNote } from "@/lib/notes/list";
import type { Subject } from "@/lib/notes/subject";
import { MAX_NOTE } from "@/lib/notes/text";
import type { Staff } from "@/lib/principal";

type NotesProps = {
  staff: Staff;
  subject: Subject;
  notes: ListedNote[];
  /** Whether notes can be added: not about what an account left behind that was deleted. */
  isOpen: boolean;
  /** Of the address: why a note was not added. */
  problem: unknown;
  add: (formData: FormData) => Promise<void>;
  remove: (formData: FormData) => Promise<void>;
};

/** The notes of staff about a merchant or a connection, newest first, and a form for a new one. */
export async function Notes({ staff, subject, notes, isOpen, problem, add, remove }: NotesProps) {
  const t = await getTranslations("admin.notes");
  const format = await getFormatter();
  const problems = { note: t("problems.note", { max: MAX_NOTE }), notes: t("problems.notes", { max: MAX_NOTES }) };
  return (
    <div className="grid gap-5">
      {(problem === "note" || problem === "notes") && <Notice kind="problem">{problems[problem]}</Notice>}
      {isOpen && (
        <Form action={add} className="grid justify-items-start gap-3">
          <SubjectFields subject={subject} problem={problem} />
          <textarea
            name="text"
            required
            rows={3}
            maxLength={MAX_NOTE}
            aria-label={t("text")}
            placeholder={t("text")}
            className="field"
          />
          <SubmitButton look="secondary" pendingText={t("pending")}>
            {t("submit")}
          </SubmitButton>
        </Form>
      )}
      {notes.length > 0 && (
        <ul aria-label={t("title")} className="divide-y divide-line border-line border-t">
          {notes.map((note) => {
            const who = note.author ? readableEmailAddress(note.author.email) : t("former");
            const date = format.dateTime(note.createdAt, "staffTime");
            return (
              <li key={note.id} className="py-3 last:pb-0">
                <p className="wrap-anywhere whitespace-pre-line">{note.text}</p>
                <div className="mt-1 flex flex-wrap items-center justify-between gap-x-4 text-muted text-sm">
                  <p className="wrap-anywhere">{t("by", { who, date })}</p>
                  {mayDeleteNote(staff, note) && (
                    <Form action={remove}>
                      <SubjectFields subject={subject} problem={problem} />
                      <input type="hidden" name="id" value={note.id} />
                      <Button
                        type="submit"
                        look="quiet"
                        className="-mr-3 px-3 text-sm"
                        aria-label={t("deleteOf", { who, date })}
                      >
                        {t("delete")}
                      </Button>
                    </Form>
                  )}
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}
