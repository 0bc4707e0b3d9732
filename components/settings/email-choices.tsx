import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";

type EmailChoicesProps = {
  action: (form: FormData) => Promise<void>;
  choices: { topic: string; isChosen: boolean; label: string; hint: string }[];
  texts: { submit: string; pending: string };
};

/** Which emails a user gets: a checkbox for each topic. Works without a script. */
export function EmailChoices({ action, choices, texts }: EmailChoicesProps) {
  return (
    <Form action={action} className="grid gap-5 [&>button]:justify-self-start">
      {choices.map(({ topic, isChosen, label, hint }) => (
        <div key={topic} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3">
          <input
            id={`topic-${topic}`}
            type="checkbox"
            name="topic"
            value={topic}
            defaultChecked={isChosen}
            aria-describedby={`topic-${topic}-hint`}
            className="mt-0.5 size-5 accent-accent"
          />
          <label htmlFor={`topic-${topic}`} className="font-medium">
            {label}
          </label>
          <p id={`topic-${topic}-hint`} className="col-start-2 text-muted text-sm">
            {hint}
          </p>
        </div>
      ))}
      <SubmitButton look="secondary" pendingText={texts.pending}>
        {texts.submit}
      </SubmitButton>
    </Form>
  );
}
