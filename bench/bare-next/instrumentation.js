// Without one of its own, Next would take the application's.
export function register() {}
