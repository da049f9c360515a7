/** What the theme's scripts in the page leave behind: a store of its own, by name. */
declare function __md_get(name: string): any;
declare function __md_set(name: string, value: unknown): void;
