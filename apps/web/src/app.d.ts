declare global {
  namespace App {
    interface Error {
      /** Slugs of papers that the reader may have meant. */
      suggestions?: { slug: string; title: string }[];
    }
    interface PageData {
      /** What other sites show of the page. */
      share?: { property: string; content: string }[];
    }
    interface Locals {
      theme: Theme;
      /** Why this request is refused, where its client has sent too many; a page shows it as an error. */
      refusal?: string;
    }
  }
  /** What the reader chose; "auto" follows the system. */
  type Theme = "auto" | "light" | "dark";
}

export {};
