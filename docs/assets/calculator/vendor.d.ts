// The libraries are copied beside these scripts when the site is built.
declare module "*/vendor/lit-html.js" {
  export * from "lit-html";
}
declare module "*/vendor/uqr.js" {
  export * from "uqr";
}
