import { FormMessages } from "@/components/layout/client-messages";
import { TextFormInside, type TextFormProps } from "@/components/ui/text-fields";

/**
 * A form for one line of text. It asks for a proof when its action does. It works before its script has loaded, and
 * keeps the typed value when the server refuses it.
 */
export function TextForm(form: TextFormProps) {
  return (
    <FormMessages>
      <TextFormInside {...form} />
    </FormMessages>
  );
}
