// Replaces the package "server-only", which throws wherever React's server conditions are not set.
export {};
