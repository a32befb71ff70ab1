/**
 * Names with `*`, such as `read_*` or `filesystem/*`.
 * @module
 */

/** True when the whole name matches; `*` stands for any characters, everything else for itself. Linear in practice, quadratic at worst. */
export const matchesName = (pattern: string, name: string): boolean => {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern;
      inPattern += 1;
      resume = at;
    } else if (inPattern < pattern.length && pattern[inPattern] === name[at]) {
      inPattern += 1;
      at += 1;
    } else if (star >= 0) {
      inPattern = star + 1;
      resume += 1;
      at = resume;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
};

/** A pattern with a slash is `server/tool`; one without names a tool of any server. */
export const matchesTool = (pattern: string, tool: string, server: string | undefined): boolean => {
  const slash = pattern.indexOf('/');
  if (slash < 0) return matchesName(pattern, tool);
  return (
    server !== undefined && matchesName(pattern.slice(0, slash), server) && matchesName(pattern.slice(slash + 1), tool)
  );
};
