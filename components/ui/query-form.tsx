"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import type { ComponentProps, SubmitEvent } from "react";

type QueryFormProps = Omit<ComponentProps<"form">, "action"> & { action: string };

/** A form whose fields become the query of a page of ours. The browser does the same before the script has loaded. */
export function QueryForm({ action, ...form }: QueryFormProps) {
  const router = useRouter();
  const open = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = [...new FormData(event.currentTarget, event.nativeEvent.submitter)];
    const query = new URLSearchParams(fields.map(([name, value]) => [name, String(value)]));
    router.push(`${action}?${query}` as Route);
  };
  return <form action={action} onSubmit={open} {...form} />;
}
