export const themes = ["auto", "light", "dark"] as const satisfies Theme[];

export const themeNames: Record<Theme, string> = { auto: "System", light: "Light", dark: "Dark" };

/** The theme that a cookie or a form names; anything else follows the system. */
export function readTheme(value: string | null | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "auto";
}

export function nextTheme(theme: Theme): Theme {
  return themes[(themes.indexOf(theme) + 1) % themes.length]!;
}
