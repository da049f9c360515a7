// The libraries are copied beside these scripts when the site is built.
declare module "*/vendor/lit-html.mjs" {
  export * from "lit-html";
}
declare module "*/vendor/uqr.mjs" {
  export * from "uqr";
}
