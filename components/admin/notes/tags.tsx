import { getTranslations } from "next-intl/server";
import { SubjectFields } from "@/components/admin/notes/subject-fields";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import type { Subject } from "@/lib/notes/subject";
import { MAX_TAG, MAX_TAGS, searchForTag } from "@/lib/notes/tag";

type TagsProps = {
  subject: Subject;
  tags: string[];
  /** The tags of the connection's business, which are changed on its own page. */
  inherited?: string[];
  /** Whether tags can be added: not to what an account left behind that was deleted. */
  isOpen: boolean;
  /** Of the address: why a tag was not added. */
  problem: unknown;
  add: (formData: FormData) => Promise<void>;
  remove: (formData: FormData) => Promise<void>;
};

const CHIP = "inline-flex min-h-8 max-w-full items-center rounded-full bg-accent-soft text-sm";

/** The tags of a merchant or a connection. Each leads to the connections that have it. */
export async function Tags({ subject, tags, inherited = [], isOpen, problem, add, remove }: TagsProps) {
  const t = await getTranslations("admin.notes.tags");
  const problems = { tag: t("problems.tag", { max: MAX_TAG }), tags: t("problems.tags", { max: MAX_TAGS }) };
  return (
    <div className="grid gap-4">
      {(tags.length > 0 || inherited.length > 0) && (
        <ul aria-label={t("title")} className="flex flex-wrap gap-2">
          {tags.map((word) => (
            <li key={word} className={CHIP}>
              <TagLink word={word} />
              <Form action={remove} className="contents">
                <SubjectFields subject={subject} problem={problem} />
                <input type="hidden" name="tag" value={word} />
                <button
                  type="submit"
                  aria-label={t("remove", { tag: word })}
                  className="flex size-8 cursor-pointer items-center justify-center rounded-full text-muted hover:text-alert"
                >
                  <Icon name="x" className="size-3.5" />
                </button>
              </Form>
            </li>
          ))}
          {inherited
            .filter((word) => !tags.includes(word))
            .map((word) => (
              <li key={word} className={CHIP}>
                <TagLink word={word} />
                <span className="mr-3 ml-1.5 whitespace-nowrap text-muted text-xs">{t("ofBusiness")}</span>
              </li>
            ))}
        </ul>
      )}
      {(problem === "tag" || problem === "tags") && <Notice kind="problem">{problems[problem]}</Notice>}
      {isOpen && (
        <Form action={add} className="flex flex-wrap gap-2">
          <SubjectFields subject={subject} problem={problem} />
          <Input
            name="tag"
            required
            maxLength={MAX_TAG}
            autoComplete="off"
            aria-label={t("add")}
            placeholder={t("add")}
            className="min-w-0 flex-[1_1_8rem]"
          />
          <Button type="submit" look="secondary" className="shrink-0">
            {t("submit")}
          </Button>
        </Form>
      )}
    </div>
  );
}

function TagLink({ word }: { word: string }) {
  return (
    <Link
      href={`/admin/connections?${new URLSearchParams({ q: searchForTag(word) })}`}
      className="truncate rounded-full py-1.5 pl-3 underline-offset-4 hover:text-accent hover:underline"
    >
      {word}
    </Link>
  );
}
