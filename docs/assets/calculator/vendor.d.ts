// What TypeScript does not know of browsers, or not so exactly.
interface Navigator {
  connection?: { saveData?: boolean; type?: string; downlink?: number };
}
interface Performance {
  getEntriesByType(type: "navigation"): PerformanceNavigationTiming[];
}
// The libraries are copied beside these scripts when the site is built.
declare module "*/vendor/lit-html.js" {
  export * from "lit-html";
}
declare module "*/vendor/uqr.js" {
  export * from "uqr";
}
