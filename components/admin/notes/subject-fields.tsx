import { isMerchant, type Subject } from "@/lib/notes/subject";

type SubjectFieldsProps = {
  subject: Subject;
  /** The problem that the address of the page names, if it names one. */
  problem: unknown;
};

/** The fields of a form that say what a note or a tag is about, and whether the page's address must change afterwards. */
export function SubjectFields({ subject, problem }: SubjectFieldsProps) {
  return (
    <>
      {isMerchant(subject) ? (
        <input type="hidden" name="aboutMerchant" value={subject.merchantId} />
      ) : (
        <input type="hidden" name="aboutConnection" value={subject.receiptheroId} />
      )}
      {problem !== undefined && <input type="hidden" name="problem" value="shown" />}
    </>
  );
}
