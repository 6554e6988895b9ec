/** Lines that install a package which no registry has, without saying so. */
export function unpublishedInstallsOf(markdown: string): readonly number[] {
  return markdown.split("\n").flatMap((text, index) => {
    const installs = /\b(?:pnpm add|npm (?:i|install)|yarn add)\b.*@safepassage\//.test(text);
    return installs && !text.includes("# not published yet") ? [index + 1] : [];
  });
}

/** The command with which a README says that everything is tested. */
export function testCommandOf(readme: string): string | undefined {
  return /^(npx -y pnpm@\S+ test)(?: +#.*)?$/m.exec(readme)?.[1];
}
