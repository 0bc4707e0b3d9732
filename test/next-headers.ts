// Replaces "next/headers", which works only within a request: a request without headers and cookies.
export async function headers(): Promise<Headers> {
  return new Headers();
}

export async function cookies() {
  return new Map<string, { value: string }>();
}
